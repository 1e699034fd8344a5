-- How many loans up to date fell behind in each township and month, and what was held there? One row per month-end,
-- region and event (one without an event where there was none): loans up to date at the month-end before, those of them
-- 1 to 30 days late now, and whether the month is in the range asked for.
with behind as (
    select
        month,
        region,
        sum(loans) as cases,
        sum(case when to_bucket = 'M1' then loans else 0 end) as counted
    from transition_month
    where bucket = 'M0'
    group by month, region
)

select
    coalesce(behind.month, held.month) as month,
    coalesce(behind.region, held.region) as region,
    behind.cases::bigint as cases,
    behind.counted::bigint as counted,
    held.platform,
    held.held_on,
    held.topic,
    held.attendees,
    coalesce(behind.month, held.month) >= coalesce($first_month, behind.month, held.month) as is_shown
from behind
full join outreach_event as held on behind.month = held.month and behind.region = held.region
order by 1, 2, held.held_on, held.platform, held.topic
