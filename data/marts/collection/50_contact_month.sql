-- How often was anybody contacted each month, with what success, and against which rules? One row per month, place,
-- product, lateness, channel and agency. party_known counts connected ones; breaches those against any rule that
-- counts.
select
    month,
    platform,
    platform_kind,
    region,
    product,
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
from contact_case_month
group by all
order by month
