-- Do the costs given to cases add up to the ledger? One row per platform and month with a reported ledger: the ledger,
-- what contacts state beyond it, what was given to cases, what could be given to none, and the difference, nought.
select
    platform,
    month,
    ledger,
    stated_on_contacts,
    allocated,
    unallocated,
    difference
from cost_ledger
order by platform, month
