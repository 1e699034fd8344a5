-- How much was due each month, and how much came in? One row per month, place and product, of months of which both
-- schedules and payments are reported: what is counted of one alone says nothing about the other.
-- largest_… is the largest single instalment or payment.
with flows as (
    select
        month,
        platform,
        platform_kind,
        region,
        product,
        due_amount,
        instalments,
        largest_due,
        cast(0 as decimal(18, 2)) as received_amount,
        0 as payments,
        cast(0 as decimal(18, 2)) as largest_received
    from due_month
    union all
    select
        month,
        platform,
        platform_kind,
        region,
        product,
        cast(0 as decimal(18, 2)) as due_amount,
        0 as instalments,
        cast(0 as decimal(18, 2)) as largest_due,
        paid_amount as received_amount,
        payments,
        largest_paid_amount as largest_received
    from payment_month
)

select
    flows.month,
    flows.platform,
    flows.platform_kind,
    flows.region,
    flows.product,
    cast(sum(flows.due_amount) as decimal(18, 2)) as due_amount,
    cast(sum(flows.instalments) as bigint) as instalments,
    max(flows.largest_due) as largest_due,
    cast(sum(flows.received_amount) as decimal(18, 2)) as received_amount,
    cast(sum(flows.payments) as bigint) as payments,
    max(flows.largest_received) as largest_received
from flows
inner join reported on flows.month = reported.month
cross join reporting
where reporting.source = 'instalments' and flows.month >= reporting.reported_from
group by all
order by flows.month
