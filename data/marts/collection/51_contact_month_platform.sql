-- How often did each platform contact anybody, whatever the place and product? One row per month, lateness, channel and
-- agency: contact_month added up.
select
    month,
    platform,
    platform_kind,
    bucket,
    channel,
    agency,
    cast(sum(contacts) as bigint) as contacts,
    cast(sum(connected) as bigint) as connected,
    cast(sum(right_party) as bigint) as right_party,
    cast(sum(promises_given) as bigint) as promises_given,
    cast(sum(incoming) as bigint) as incoming,
    cast(sum(handled_seconds) as bigint) as handled_seconds,
    cast(sum(party_known) as bigint) as party_known,
    cast(sum(breaches) as bigint) as breaches
from contact_month
group by all
order by month
