-- On which days with a payment was a loan with a schedule late, and how late? One row per loan and such day: an
-- instalment due before it was not covered by what was paid on earlier days. due_on is that of the oldest such one.
with events as (
    select distinct
        loan_no,
        judged_on as on_date,
        1 as turn,
        cast(0 as decimal(18, 2)) as paid,
        cast(0 as decimal(18, 2)) as due
    from cash
    union all
    select
        loan_no,
        paid_on as on_date,
        2 as turn,
        paid,
        cast(0 as decimal(18, 2)) as due
    from paid
    union all
    select
        loan_no,
        due_on as on_date,
        2 as turn,
        cast(0 as decimal(18, 2)) as paid,
        due
    from schedule
),

running as (
    select
        loan_no,
        on_date,
        turn,
        greatest(sum(paid) over so_far, 0) as paid,
        sum(due) over so_far as due
    from events
    window so_far as (partition by loan_no order by on_date, turn rows between unbounded preceding and current row)
)

select
    running.loan_no,
    running.on_date,
    min(schedule.due_on) as due_on,
    date_diff('day', min(schedule.due_on), running.on_date) as days_past_due
from running
inner join schedule on running.loan_no = schedule.loan_no
where running.turn = 1 and running.due > running.paid and schedule.due_through > running.paid
group by running.loan_no, running.on_date
