-- What was each contact, in numbers that are small and sort fast? One row per contact since they are reported; flags
-- are 0 or 1 and, but for incoming, of outgoing contacts only. agent_no and agency_no are the contact's own, else those
-- of whoever held the case last in that month. A machine's call is handled by nobody and has no seconds.
with told as (
    select
        contacts.contact_id,
        contacts.case_id,
        contacts.agent_id,
        contacts.agency,
        contacts.channel,
        contacts.outcome,
        contacts.started_at,
        contacts.party,
        contacts.duration_s,
        contacts.cost,
        cast(contacts.started_at as date) as day,
        last_day(cast(contacts.started_at as date)) as month,
        contacts.direction = 'out' as is_out,
        contacts.direction = 'out' and case
            when contacts.channel = 'visit' and contacts.connected is null
                then contacts.outcome not in ('no_answer', 'invalid_number', 'message_left')
            else coalesce(contacts.connected, false)
        end as is_connected,
        contacts.direction = 'out'
        and contacts.channel <> 'letter'
        and (hour(contacts.started_at) >= 22 or hour(contacts.started_at) < 8)
        and not coalesce(contacts.off_hours_consent, false) as is_at_night,
        contacts.direction = 'out'
        and contacts.channel = 'visit'
        and coalesce(contacts.visitors < 2, false) as is_single_visitor
    from submitted_contacts as contacts
)

select
    case_file.case_no,
    case_file.loan_no,
    told.channel,
    told.outcome,
    told.started_at,
    told.day,
    told.month,
    case
        when own.agent_no is not null then own.agent_no
        when agency.agency_no is null or agency.agency_no = holder.agency_no then worked.agent_no
    end as agent_no,
    coalesce(own.agency_no, agency.agency_no, case when own.agent_no is null then holder.agency_no end) as agency_no,
    cast(case when told.is_out then 1 else 0 end as tinyint) as contacts,
    cast(case when told.is_connected then 1 else 0 end as tinyint) as connected,
    cast(case when told.is_connected and told.party = 'debtor' then 1 else 0 end as tinyint) as right_party,
    cast(
        case when told.is_connected and told.party = 'debtor' and told.outcome = 'promise' then 1 else 0 end as tinyint
    ) as promises_given,
    cast(case when told.is_out then 0 else 1 end as tinyint) as incoming,
    cast(case when told.channel = 'ai_voice' then 0 else coalesce(told.duration_s, 0) end as integer)
        as handled_seconds,
    cast(case when told.is_connected and told.party is not null then 1 else 0 end as tinyint) as party_known,
    cast(case when over_call_cap.contact_id is null then 0 else 1 end as tinyint) as over_call_cap,
    cast(case when told.is_at_night then 1 else 0 end as tinyint) as at_night,
    cast(case when told.is_single_visitor then 1 else 0 end as tinyint) as single_visitor,
    cast(
        case when told.is_at_night or told.is_single_visitor or over_call_cap.contact_id is not null then 1 else 0 end
        as tinyint
    ) as breaches,
    told.cost
from told
inner join covered on told.day between covered.since and covered.as_of and covered.table_name = 'contacts'
left join case_file on told.case_id = case_file.case_id
left join collector as own on told.agent_id = own.agent_id
left join agency on told.agency = agency.agency
left join worked on case_file.case_no = worked.case_no and told.month = worked.month
left join collector as holder on worked.agent_no = holder.agent_no
left join over_call_cap on told.contact_id = over_call_cap.contact_id
