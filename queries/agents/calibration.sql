-- How well does the case-mix expectation tell cases apart? One row per late case and month held: what was expected of
-- it, and whether it was cured.
select
    expected,
    cured
from case_outcome
order by expected, cured
