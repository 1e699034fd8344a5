-- Of what fell due, how much was left unpaid at the month-end, a day later and thirty days later? One row per whole
-- month of due dates, place and product. Instalments of a loan that had already ended never fall due.
with dated as (
    select
        loan_id,
        date_diff('day', date '1990-01-01', paid_on) as day_no,
        0 as place,
        paid
    from paid
    union all
    select
        loan_id,
        date_diff('day', date '1990-01-01', due_on) as day_no,
        place,
        cast(0 as decimal(18, 2)) as paid
    from schedule
),

watched as (
    select
        loan_id,
        place,
        sum(paid) over (
            partition by loan_id
            order by day_no
            range between unbounded preceding and 1 following
        ) as paid_1,
        sum(paid) over (
            partition by loan_id
            order by day_no
            range between unbounded preceding and 30 following
        ) as paid_30
    from dated
),

fallen as (
    select
        schedule.loan_id,
        schedule.place,
        last_day(schedule.due_on) as month,
        schedule.principal_due,
        schedule.due,
        schedule.due_through,
        schedule.due_on + 1 <= reporting.balances_as_of as is_mature_1,
        schedule.due_on + 30 <= reporting.balances_as_of as is_mature_30,
        lifetime.repaid_on is null or lifetime.repaid_on > schedule.due_on + 1 as is_open_1,
        lifetime.repaid_on is null or lifetime.repaid_on > schedule.due_on + 30 as is_open_30,
        lifetime.repaid_on is null or lifetime.repaid_on > last_day(schedule.due_on) as is_open_at_month_end
    from schedule
    inner join lifetime on schedule.loan_id = lifetime.loan_id
    cross join reporting
    where
        last_day(schedule.due_on) <= reporting.balances_as_of
        and (lifetime.ended_on is null or lifetime.ended_on >= schedule.due_on)
),

outcomes as (
    select
        fallen.*,
        case
            when fallen.is_open_at_month_end
                then least(fallen.due, greatest(fallen.due_through - position.paid, 0))
            else 0
        end as unpaid,
        fallen.is_mature_1 and fallen.is_open_1 and fallen.due_through > greatest(watched.paid_1, 0) as is_overdue_1,
        fallen.is_open_30 and fallen.due_through > greatest(watched.paid_30, 0) as is_overdue_30
    from fallen
    inner join watched on fallen.loan_id = watched.loan_id and fallen.place = watched.place
    inner join position on fallen.loan_id = position.loan_id and fallen.month = position.month
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
    ) as day30_still_overdue_principal
from outcomes
inner join loan on outcomes.loan_id = loan.loan_id
group by all
order by month
