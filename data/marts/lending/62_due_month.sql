-- Of what fell due, how much was left unpaid at the month-end, a day later and thirty days later? One row per whole
-- month of due dates, place and product. Instalments of a loan that had already ended never fall due.
with dated as (
    select
        loan_no,
        paid_on as on_date,
        paid,
        cast(0 as decimal(18, 2)) as principal_due,
        cast(0 as decimal(18, 2)) as due,
        cast(null as decimal(18, 2)) as due_through
    from paid
    union all
    select
        loan_no,
        due_on as on_date,
        cast(0 as decimal(18, 2)) as paid,
        principal_due,
        due,
        due_through
    from schedule
),

numbered_days as (
    select
        dated.*,
        date_diff('day', date '1990-01-01', on_date) as day_no
    from dated
),

watched as (
    select
        numbered_days.*,
        sum(paid) over (
            partition by loan_no
            order by day_no
            range between unbounded preceding and 1 following
        ) as paid_1,
        sum(paid) over (
            partition by loan_no
            order by day_no
            range between unbounded preceding and 30 following
        ) as paid_30
    from numbered_days
),

fallen as (
    select
        watched.loan_no,
        last_day(watched.on_date) as month,
        watched.principal_due,
        watched.due,
        watched.due_through,
        watched.paid_1,
        watched.paid_30,
        watched.on_date + 1 <= reporting.balances_as_of as is_mature_1,
        watched.on_date + 30 <= reporting.balances_as_of as is_mature_30,
        lifetime.repaid_on is null or lifetime.repaid_on > watched.on_date + 1 as is_open_1,
        lifetime.repaid_on is null or lifetime.repaid_on > watched.on_date + 30 as is_open_30,
        lifetime.repaid_on is null or lifetime.repaid_on > last_day(watched.on_date) as is_open_at_month_end
    from watched
    inner join lifetime on watched.loan_no = lifetime.loan_no
    cross join reporting
    where
        watched.due_through is not null
        and last_day(watched.on_date) <= reporting.balances_as_of
        and (lifetime.ended_on is null or lifetime.ended_on >= watched.on_date)
),

outcomes as (
    select
        fallen.*,
        case
            when fallen.is_open_at_month_end
                then least(fallen.due, greatest(fallen.due_through - position.paid, 0))
            else 0
        end as unpaid,
        fallen.is_mature_1 and fallen.is_open_1 and fallen.due_through > greatest(fallen.paid_1, 0) as is_overdue_1,
        fallen.is_open_30 and fallen.due_through > greatest(fallen.paid_30, 0) as is_overdue_30
    from fallen
    inner join position on fallen.loan_no = position.loan_no and fallen.month = position.month
)

select
    outcomes.month,
    loan.platform,
    loan.platform_kind,
    loan.region,
    loan.product,
    cast(sum(outcomes.due) as decimal(18, 2)) as due_amount,
    cast(sum(outcomes.unpaid) as decimal(18, 2)) as due_unpaid,
    cast(sum(outcomes.principal_due) as decimal(18, 2)) as due_principal,
    cast(sum(case when outcomes.is_mature_1 then outcomes.principal_due else 0 end) as decimal(18, 2))
        as day1_mature_principal,
    cast(sum(case when outcomes.is_overdue_1 then outcomes.principal_due else 0 end) as decimal(18, 2))
        as day1_overdue_principal,
    cast(
        sum(case when outcomes.is_overdue_1 and outcomes.is_mature_30 then outcomes.principal_due else 0 end)
        as decimal(18, 2)
    ) as day30_mature_principal,
    cast(
        sum(
            case
                when outcomes.is_overdue_1 and outcomes.is_mature_30 and outcomes.is_overdue_30
                    then outcomes.principal_due
                else 0
            end
        ) as decimal(18, 2)
    ) as day30_still_overdue_principal,
    count(*) as instalments,
    cast(sum(case when outcomes.unpaid > 0 then 1 else 0 end) as bigint) as unpaid_instalments,
    cast(sum(case when outcomes.is_mature_1 then 1 else 0 end) as bigint) as day1_mature_instalments,
    cast(sum(case when outcomes.is_overdue_1 then 1 else 0 end) as bigint) as day1_overdue_instalments,
    cast(sum(case when outcomes.is_overdue_1 and outcomes.is_mature_30 then 1 else 0 end) as bigint)
        as day30_mature_instalments,
    cast(
        sum(case when outcomes.is_overdue_1 and outcomes.is_mature_30 and outcomes.is_overdue_30 then 1 else 0 end)
        as bigint
    ) as day30_still_overdue_instalments,
    max(outcomes.due) as largest_due,
    max(outcomes.unpaid) as largest_unpaid,
    max(outcomes.principal_due) as largest_principal_due
from outcomes
inner join numbered on outcomes.loan_no = numbered.loan_no
inner join loan on numbered.loan_id = loan.loan_id
group by all
order by month
