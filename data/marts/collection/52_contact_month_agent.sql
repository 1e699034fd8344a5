-- How often did each agent contact anybody? One row per month, lateness, channel and agent.
select
    month,
    platform,
    platform_kind,
    bucket,
    channel,
    agency,
    team,
    agent,
    cast(sum(contacts) as bigint) as contacts,
    cast(sum(connected) as bigint) as connected,
    cast(sum(right_party) as bigint) as right_party,
    cast(sum(promises_given) as bigint) as promises_given,
    cast(sum(incoming) as bigint) as incoming,
    cast(sum(handled_seconds) as bigint) as handled_seconds,
    cast(sum(party_known) as bigint) as party_known,
    cast(sum(breaches) as bigint) as breaches
from contact_case_month
group by all
order by month
