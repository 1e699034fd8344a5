-- What was each contact, in numbers that are small and sort fast? One row per contact since they are reported; flags
-- are 0 or 1 and, but for incoming, of outgoing contacts only. agent_no and agency_no are the contact's own, else those
-- of whoever held the case last in that month. A machine's call is handled by nobody and has no seconds. broken is the
-- sum of the bits of the rules it breaks, breaches whether one of those that count is among them; manner_no is null for
-- incoming ones.
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
        coalesce(manner.is_connected, false) as is_connected,
        manner.manner_no,
        -- What counting finds counts where the contact's own fields allow to judge it.
        coalesce(manner.broken, 0) + (coalesce(counted.broken, 0) & coalesce(manner.judged, 0)) as broken
    from submitted_contacts as contacts
    left join manner
        on
            contacts.direction = 'out'
            and contacts.channel = manner.channel
            and hour(contacts.started_at) = manner.hour
            and date_diff('day', cast('1900-01-01' as date), cast(contacts.started_at as date)) % 7 + 1 = manner.weekday
            and contacts.connected is not distinct from manner.connected
            and contacts.party is not distinct from manner.party
            and contacts.outcome = manner.outcome
            and contacts.recorded is not distinct from manner.recorded
            and contacts.identity_disclosed is not distinct from manner.identity_disclosed
            and contacts.visitors is not distinct from manner.visitors
            and contacts.off_hours_consent is not distinct from manner.off_hours_consent
            and (contacts.number_id is not null) = manner.has_number
    left join counted on contacts.contact_id = counted.contact_id
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
    told.manner_no,
    cast(told.broken as bigint) as broken,
    cast(case when (told.broken & pack.bits) = 0 then 0 else 1 end as tinyint) as breaches,
    told.cost
from told
inner join pack on pack.pack = 'cn'
inner join covered on told.day between covered.since and covered.as_of and covered.table_name = 'contacts'
left join case_file on told.case_id = case_file.case_id
left join collector as own on told.agent_id = own.agent_id
left join agency on told.agency = agency.agency
left join worked on case_file.case_no = worked.case_no and told.month = worked.month
left join collector as holder on worked.agent_no = holder.agent_no
