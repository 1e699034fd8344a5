-- How late was each loan at each month-end, and what was it before? One row per loan and reported month-end on the
-- book, and one in the month it leaves (bucket null, amounts zero). worst_bucket looks at earlier month-ends only;
-- previous_bucket and previous_balance at the calendar month before. Days unknown: balance_days is null.
with chosen as (
    select
        state.loan_no,
        state.month,
        state.status,
        state.bucket,
        state.days_past_due,
        case when state.bucket is null then 0 else state.balance end as balance,
        case when state.bucket is null then 0 else state.arrears end as arrears,
        case when state.bucket is null then 0 else 1 end as loans
    from state
    inner join reporting on state.source = reporting.source
),

sequenced as (
    select
        chosen.*,
        lag(month) over by_month as last_month,
        lag(status) over by_month as last_status,
        lag(bucket) over by_month as last_bucket,
        lag(balance) over by_month as last_balance,
        max(bucket) over (
            partition by loan_no
            order by month
            rows between unbounded preceding and 1 preceding
        ) as worst_bucket
    from chosen
    window by_month as (partition by loan_no order by month)
),

neighboured as (
    select
        sequenced.*,
        reported.is_consecutive and sequenced.last_month = reported.previous_month as is_next
    from sequenced
    inner join reported on sequenced.month = reported.month
    where
        sequenced.bucket is not null
        or sequenced.last_month is null
        or sequenced.last_bucket is not null
        or sequenced.last_status = 'not_reported'
)

select
    now.month,
    loan.platform,
    loan.platform_kind,
    loan.region,
    loan.product,
    loan.loan_id,
    loan.borrower_id,
    loan.age_band,
    loan.occupation,
    loan.income_band,
    loan.overdue_reason,
    loan.vintage,
    now.status,
    now.days_past_due,
    now.bucket,
    case
        when now.bucket is null then null
        when now.days_past_due > 360 then 'loss'
        when now.days_past_due > 270 then 'doubtful'
        when now.bucket > 'M3' then 'substandard'
        when now.bucket > 'M0' then 'special_mention'
        else 'normal'
    end as loan_class,
    now.worst_bucket,
    case when now.is_next then now.last_bucket end as previous_bucket,
    case when now.is_next and now.last_bucket is not null then now.last_balance end as previous_balance,
    now.loans,
    cast(now.balance as decimal(18, 2)) as balance,
    cast(now.arrears as decimal(18, 2)) as arrears,
    case when now.bucket is not null and now.status = 'restructured' then 1 else 0 end as restructured_loans,
    cast(
        case when now.bucket is not null and now.status = 'restructured' then now.balance else 0 end as decimal(18, 2)
    ) as restructured_balance,
    cast(case when now.bucket is null then 0 else now.balance * now.days_past_due end as decimal(18, 2))
        as balance_days
from neighboured as now
inner join numbered on now.loan_no = numbered.loan_no
inner join loan on numbered.loan_id = loan.loan_id
order by now.month, now.loan_no
