-- What was done on each case in a month, by channel and person? One row per case (null: on none, its place, product and
-- lateness unknown), reported month, channel, agency and agent. Counts are of outgoing contacts, but for incoming and
-- handled_seconds.
select
    contact_group.month,
    reporting.platform,
    reporting.platform_kind,
    coalesce(case_file.region, 'unknown') as region,
    coalesce(case_file.product, 'unknown') as product,
    coalesce(case_file.age_band, 'unknown') as age_band,
    coalesce(case_file.occupation, 'unknown') as occupation,
    coalesce(case_file.overdue_reason, 'unknown') as overdue_reason,
    coalesce(worked.bucket, case_file.bucket, 'unknown') as bucket,
    contact_group.channel,
    coalesce(agency.agency, 'unknown') as agency,
    coalesce(collector.team, 'unknown') as team,
    coalesce(collector.agent, 'unknown') as agent,
    case_file.case_id,
    contact_group.contacts,
    contact_group.connected,
    contact_group.right_party,
    contact_group.promises_given,
    contact_group.incoming,
    contact_group.handled_seconds,
    contact_group.party_known,
    contact_group.breaches
from contact_group
cross join reporting
left join case_file on contact_group.case_no = case_file.case_no
left join worked on contact_group.case_no = worked.case_no and contact_group.month = worked.month
left join collector on contact_group.agent_no = collector.agent_no
left join agency on contact_group.agency_no = agency.agency_no
order by contact_group.month, contact_group.case_no, contact_group.channel
