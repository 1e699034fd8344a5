-- How long do complaints stay open? One row per complaint: days to its closing, or so far where it is still open.
select
    open_days,
    is_open
from complaint
order by open_days, is_open
