-- Do the costs of the cases add up to the ledger? One row per reported month: what the ledger says, what contacts state
-- beyond it, what was given to cases, what could be given to none, and the difference, which is nought.
with ledger as (
    select
        costs.month,
        sum(costs.amount) as amount
    from submitted_costs as costs
    group by costs.month
),

stated as (
    select
        month,
        sum(fen) as fen
    from cost_pool
    where is_stated = 1
    group by month
),

given as (
    select
        month,
        sum(case when case_no is not null then cost else 0 end) as allocated,
        sum(case when case_no is null then cost else 0 end) as unallocated
    from cost_part
    group by month
),

months as (
    select
        covered_month.month,
        cast(coalesce(ledger.amount, 0) as decimal(18, 2)) as ledger,
        cast(cast(coalesce(stated.fen, 0) as bigint) * 0.01 as decimal(18, 2)) as stated_on_contacts,
        cast(coalesce(given.allocated, 0) as decimal(18, 2)) as allocated,
        cast(coalesce(given.unallocated, 0) as decimal(18, 2)) as unallocated
    from covered_month
    left join ledger on covered_month.month = ledger.month
    left join stated on covered_month.month = stated.month
    left join given on covered_month.month = given.month
    where covered_month.table_name = 'costs'
)

select
    reporting.platform,
    reporting.platform_kind,
    months.month,
    months.ledger,
    months.stated_on_contacts,
    months.allocated,
    months.unallocated,
    cast(months.ledger + months.stated_on_contacts - months.allocated - months.unallocated as decimal(18, 2))
        as difference
from months
cross join reporting
order by months.month
