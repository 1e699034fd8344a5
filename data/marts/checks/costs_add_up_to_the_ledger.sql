-- Do the costs given to cases, and to none, add up to the ledger to the fen? A row is a platform's month in which they,
-- or the sums of a cube of costs, do not.
with cubes as (
    select
        month,
        platform,
        sum(cost) as cost
    from cost_month
    group by all
    union all
    select
        month,
        platform,
        sum(cost) as cost
    from cost_month_platform
    group by all
    union all
    select
        month,
        platform,
        sum(cost) as cost
    from cost_month_agent
    group by all
),

totals as (
    select
        month,
        platform,
        count(*) as cubes,
        min(cost) as least,
        max(cost) as most
    from cubes
    group by all
)

select
    coalesce(ledger.month, totals.month) as month,
    coalesce(ledger.platform, totals.platform) as platform,
    ledger.ledger + ledger.stated_on_contacts as spent,
    ledger.difference,
    totals.least as least_in_cubes,
    totals.most as most_in_cubes
from cost_ledger as ledger
full outer join totals on ledger.month = totals.month and ledger.platform = totals.platform
where
    ledger.month is null
    or ledger.difference <> 0
    or coalesce(totals.cubes, 3) <> 3
    or ledger.ledger + ledger.stated_on_contacts <> coalesce(totals.least, 0)
    or ledger.ledger + ledger.stated_on_contacts <> coalesce(totals.most, 0)
