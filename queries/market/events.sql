-- Which education events were held? One row per event.
select
    month,
    platform,
    platform_kind,
    region,
    held_on,
    topic,
    attendees
from outreach_event
order by held_on, platform, region, topic, attendees
