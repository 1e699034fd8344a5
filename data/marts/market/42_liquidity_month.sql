-- How much was due each month, and how much came in? One row per month, place and product, of months of which both
-- schedules and payments are reported: what is counted of one alone says nothing about the other.
with flows as (
    select
        month,
        platform,
        platform_kind,
        region,
        product,
        due_amount,
        cast(0 as decimal(18, 2)) as received_amount,
        0 as payments
    from due_month
    union all
    select
        month,
        platform,
        platform_kind,
        region,
        product,
        cast(0 as decimal(18, 2)) as due_amount,
        paid_amount as received_amount,
        payments
    from payment_month
)

select
    flows.month,
    flows.platform,
    flows.platform_kind,
    flows.region,
    flows.product,
    cast(sum(flows.due_amount) as decimal(18, 2)) as due_amount,
    cast(sum(flows.received_amount) as decimal(18, 2)) as received_amount,
    cast(sum(flows.payments) as bigint) as payments
from flows
inner join reported on flows.month = reported.month
cross join reporting
where reporting.source = 'instalments' and flows.month >= reporting.reported_from
group by all
order by flows.month
