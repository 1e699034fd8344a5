-- How much principal do payments cover where the platform does not say it? One row per loan and month-end of a loan
-- with a payment lacking principal_paid: oldest instalment first, within an instalment interest before principal.
select
    position.loan_no,
    position.month,
    sum(least(schedule.principal_due, greatest(position.paid - schedule.due_before - schedule.interest_due, 0)))
        as principal_paid
from position
inner join lifetime on position.loan_no = lifetime.loan_no
inner join schedule on position.loan_no = schedule.loan_no
where not lifetime.is_principal_known
group by position.loan_no, position.month
