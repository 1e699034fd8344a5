-- How much money came in, and who paid it? One row per whole month, place, product and source of payments.
select
    last_day(payments.paid_on) as month,
    loan.platform,
    loan.platform_kind,
    loan.region,
    loan.product,
    coalesce(payments.source, 'unknown') as source,
    cast(sum(payments.amount) as decimal(18, 2)) as paid_amount,
    count(*) as payments,
    max(payments.amount) as largest_paid_amount
from submitted_payments as payments
inner join loan on payments.loan_id = loan.loan_id
cross join reporting
where last_day(payments.paid_on) between reporting.reported_from and reporting.payments_as_of
group by all
order by month
