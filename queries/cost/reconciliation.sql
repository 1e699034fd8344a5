-- Do the costs given to cases add up to the ledger? One row per platform and month with a reported ledger: the ledger,
-- what contacts state beyond it, what was given to cases, what could be given to none, the difference, nought, and the
-- cases worked.
with worked as (
    select
        platform,
        month,
        sum(cases)::bigint as cases
    from caseload_month
    group by platform, month
)

select
    cost_ledger.platform,
    cost_ledger.month,
    cost_ledger.ledger,
    cost_ledger.stated_on_contacts,
    cost_ledger.allocated,
    cost_ledger.unallocated,
    cost_ledger.difference,
    worked.cases
from cost_ledger
left join worked on cost_ledger.platform = worked.platform and cost_ledger.month = worked.month
order by cost_ledger.platform, cost_ledger.month
