-- How many of the late cases each agent held as a month began were cured by its end, and how many were to be expected?
-- One row per month, lateness the evening before and agent; variance is what chance alone adds to the cured.
select
    month,
    platform,
    platform_kind,
    bucket,
    agency,
    team,
    agent,
    cast(sum(at_risk) as bigint) as at_risk,
    cast(sum(cured) as bigint) as cured,
    sum(expected) as expected,
    sum(greatest(expected * (1 - expected), 0)) as variance
from case_outcome
group by all
order by month
