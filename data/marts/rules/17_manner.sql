-- In which manners was anybody contacted, and what do the rules say of each? One row per manner of outgoing contacts:
-- channel, hour, weekday (1 is Monday) and everything said of it, as it stands in the records. concerned, judged and
-- broken are sums of rules' bits: the rules about it, those that the fields there allow to judge, those broken by it
-- alone. A contact that may have been answered is concerned by rules for answered ones.
with told as (
    select
        channel,
        hour(started_at) as hour,
        date_diff('day', cast('1900-01-01' as date), cast(started_at as date)) % 7 + 1 as weekday,
        connected,
        party,
        outcome,
        recorded,
        identity_disclosed,
        visitors,
        off_hours_consent,
        number_id is not null as has_number
    from submitted_contacts
    where direction = 'out'
    group by all
),

numbered as (
    select
        told.*,
        cast(
            row_number() over (
                order by
                    channel, hour, weekday, connected, party, outcome, recorded, identity_disclosed, visitors,
                    off_hours_consent, has_number
            ) as integer
        ) as manner_no,
        case
            when channel = 'visit' and connected is null
                then outcome not in ('no_answer', 'invalid_number', 'message_left')
            else connected
        end as is_connected,
        outcome in ('promise', 'paid', 'dispute', 'hardship') as is_about_debt
    from told
),

held_against as (
    select
        numbered.manner_no,
        rule.bit,
        case
            when rule.kind in ('recorded', 'collected_from_third') then coalesce(numbered.is_connected, true)
            when rule.kind = 'identity'
                then coalesce(numbered.is_connected, true) and coalesce(numbered.party = 'debtor', true)
            else true
        end as is_concerned,
        case rule.kind
            when 'quiet_hours' then true
            when 'calls_in_days' then true
            when 'conversations_a_day' then numbered.connected is not null
            when 'call_after_conversation' then numbered.connected is not null
            when 'attempts_a_day' then numbered.connected is not null and numbered.has_number
            when 'third_person' then numbered.party is not null
            when 'party' then numbered.party is not null
            when 'collected_from_third' then numbered.is_connected and numbered.party is not null
            when 'recorded' then numbered.is_connected and numbered.recorded is not null
            when 'identity'
                then numbered.is_connected and numbered.party is not null and numbered.identity_disclosed is not null
            when 'visitors' then numbered.visitors is not null
        end as is_judged,
        case rule.kind
            when 'quiet_hours'
                then
                    (
                        numbered.hour >= rule.quiet_from
                        or numbered.hour < rule.quiet_to
                        or (rule.no_sundays and numbered.weekday = 7)
                    )
                    and not (rule.consent_excuses and coalesce(numbered.off_hours_consent, false))
            when 'party'
                then
                    (rule.related and numbered.party = 'related_third')
                    or (rule.unrelated and numbered.party = 'unrelated_third')
            when 'collected_from_third'
                then
                    numbered.is_about_debt
                    and (
                        (rule.related and numbered.party = 'related_third')
                        or (rule.unrelated and numbered.party = 'unrelated_third')
                    )
            when 'recorded' then not numbered.recorded
            when 'identity' then not numbered.identity_disclosed
            when 'visitors' then numbered.visitors < rule.least
            else false
        end as is_broken
    from numbered
    inner join rule on numbered.channel = rule.channel
),

summed as (
    select
        manner_no,
        cast(sum(case when is_concerned then bit else 0 end) as bigint) as concerned,
        cast(sum(case when is_concerned and is_judged then bit else 0 end) as bigint) as judged,
        cast(sum(case when is_concerned and is_judged and is_broken then bit else 0 end) as bigint) as broken
    from held_against
    group by manner_no
)

select
    numbered.manner_no,
    numbered.channel,
    numbered.hour,
    numbered.weekday,
    numbered.connected,
    numbered.party,
    numbered.outcome,
    numbered.recorded,
    numbered.identity_disclosed,
    numbered.visitors,
    numbered.off_hours_consent,
    numbered.has_number,
    coalesce(numbered.is_connected, false) as is_connected,
    coalesce(summed.concerned, 0) as concerned,
    coalesce(summed.judged, 0) as judged,
    coalesce(summed.broken, 0) as broken
from numbered
left join summed on numbered.manner_no = summed.manner_no
