-- How did contacts end? One row per month, place, product, channel, agency and outcome.
select
    contact.month,
    reporting.platform,
    reporting.platform_kind,
    coalesce(case_file.region, 'unknown') as region,
    coalesce(case_file.product, 'unknown') as product,
    contact.channel,
    coalesce(agency.agency, 'unknown') as agency,
    contact.outcome,
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
left join case_file on contact.case_no = case_file.case_no
left join agency on contact.agency_no = agency.agency_no
group by all
order by month
