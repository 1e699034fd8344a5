-- How much had been paid and had fallen due on a loan by each month-end? One row per loan and month-end from its
-- disbursement to the month it ends for good. An instalment due on the month-end itself is not late yet.
with months as (
    select
        lifetime.loan_no,
        reported.month
    from lifetime
    inner join reported
        on
            lifetime.originated_on <= reported.month
            and reported.month <= last_day(
                greatest(lifetime.originated_on, coalesce(lifetime.ended_on, reported.month))
            )
),

events as (
    select
        loan_no,
        paid_on as on_date,
        1 as turn,
        paid,
        principal_paid,
        cast(0 as decimal(18, 2)) as due
    from paid
    union all
    select
        loan_no,
        month as on_date,
        2 as turn,
        cast(0 as decimal(18, 2)) as paid,
        cast(0 as decimal(18, 2)) as principal_paid,
        cast(0 as decimal(18, 2)) as due
    from months
    union all
    select
        loan_no,
        due_on as on_date,
        3 as turn,
        cast(0 as decimal(18, 2)) as paid,
        cast(0 as decimal(18, 2)) as principal_paid,
        due
    from schedule
),

running as (
    select
        loan_no,
        on_date,
        turn,
        sum(paid) over so_far as paid,
        sum(principal_paid) over so_far as principal_paid,
        sum(due) over so_far as due
    from events
    window so_far as (partition by loan_no order by on_date, turn rows between unbounded preceding and current row)
)

select
    loan_no,
    on_date as month,
    cast(greatest(paid, 0) as decimal(18, 2)) as paid,
    cast(principal_paid as decimal(18, 2)) as principal_paid,
    cast(greatest(due - greatest(paid, 0), 0) as decimal(18, 2)) as arrears
from running
where turn = 2
