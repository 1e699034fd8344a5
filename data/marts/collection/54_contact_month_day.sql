-- How often was anybody contacted each day? One row per day, channel and agency; month is the day's.
select
    contact.month,
    contact.day,
    reporting.platform,
    reporting.platform_kind,
    contact.channel,
    coalesce(agency.agency, 'unknown') as agency,
    cast(sum(contact.contacts) as bigint) as contacts,
    cast(sum(contact.connected) as bigint) as connected,
    cast(sum(contact.right_party) as bigint) as right_party,
    cast(sum(contact.promises_given) as bigint) as promises_given,
    cast(sum(contact.incoming) as bigint) as incoming,
    cast(sum(contact.handled_seconds) as bigint) as handled_seconds,
    cast(sum(contact.party_known) as bigint) as party_known,
    cast(sum(contact.breaches) as bigint) as breaches
from contact
cross join reporting
inner join covered_month on contact.month = covered_month.month and covered_month.table_name = 'contacts'
left join agency on contact.agency_no = agency.agency_no
group by all
order by day
