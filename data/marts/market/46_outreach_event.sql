-- Which education events were held, where, about what, before how many? One row per event; month is the one it was
-- held in, region unknown where the platform does not say.
select
    last_day(outreach.held_on) as month,
    reporting.platform,
    reporting.platform_kind,
    coalesce(outreach.region_code, 'unknown') as region,
    outreach.outreach_id,
    outreach.held_on,
    outreach.topic,
    outreach.attendees
from submitted_outreach as outreach
cross join reporting
order by outreach.held_on, outreach.outreach_id
