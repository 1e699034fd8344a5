-- Since when is a late loan late? One row per loan and month-end with arrears: the due date of the oldest instalment
-- that all payments up to then, applied oldest first, do not cover.
select
    position.loan_no,
    position.month,
    min(schedule.due_on) as due_on
from position
inner join schedule on position.loan_no = schedule.loan_no
where position.arrears > 0 and schedule.due_through > position.paid
group by position.loan_no, position.month
