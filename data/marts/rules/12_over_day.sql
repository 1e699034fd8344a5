-- Which calls were one too many for the day: conversations with the borrower, or unanswered attempts at a number before
-- the first that was answered? One row per call and rule it passes the limit of.
with calls as (
    select
        contacts.contact_id,
        contacts.channel,
        contacts.borrower_id,
        contacts.number_id,
        contacts.started_at,
        contacts.connected,
        busy_day.day
    from submitted_contacts as contacts
    inner join busy_day
        on contacts.borrower_id = busy_day.borrower_id and cast(contacts.started_at as date) = busy_day.day
    where contacts.direction = 'out' and contacts.channel in ('phone', 'ai_voice')
),

placed as (
    select
        contact_id,
        channel,
        number_id,
        connected,
        sum(case when connected then 1 else 0 end) over (
            partition by borrower_id, day
            order by started_at, contact_id
            rows between unbounded preceding and current row
        ) as conversations,
        sum(case when connected then 1 else 0 end) over (
            partition by borrower_id, day, number_id
            order by started_at, contact_id
            rows between unbounded preceding and current row
        ) as answered,
        sum(case when connected then 0 when connected is null then 0 else 1 end) over (
            partition by borrower_id, day, number_id
            order by started_at, contact_id
            rows between unbounded preceding and current row
        ) as attempts
    from calls
)

select
    placed.contact_id,
    rule.bit
from placed
inner join rule on placed.channel = rule.channel
where
    (rule.kind = 'conversations_a_day' and placed.connected and placed.conversations > rule.most)
    or (
        rule.kind = 'attempts_a_day'
        and not placed.connected
        and placed.number_id is not null
        and placed.answered = 0
        and placed.attempts > rule.most
    )
