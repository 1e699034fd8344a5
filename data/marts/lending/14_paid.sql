-- What was paid towards instalments, and when? One row per payment up to the balances' date, of a platform whose
-- balances come from instalments. Fees pay no instalment, a reversal is negative, a late-booked payment counts from
-- paid_on.
select
    numbered.loan_no,
    payments.paid_on,
    cast(payments.amount - coalesce(payments.fee_paid, 0) as decimal(18, 2)) as paid,
    payments.principal_paid
from submitted_payments as payments
inner join numbered on payments.loan_id = numbered.loan_id
cross join reporting
where reporting.source = 'instalments' and payments.paid_on <= reporting.balances_as_of
