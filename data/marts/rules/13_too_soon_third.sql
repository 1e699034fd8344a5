-- Which third persons were contacted while the debtor could still be reached? One row per such contact and rule.
-- Attempts at the debtor are calls that do not name anybody else; reached is the last of them that was answered,
-- invalid the last that found the number invalid.
with concerned as (
    select distinct contacts.borrower_id
    from submitted_contacts as contacts
    inner join rule on contacts.channel = rule.channel and rule.kind = 'third_person'
    where contacts.direction = 'out' and contacts.party in ('related_third', 'unrelated_third')
),

told as (
    select
        contacts.contact_id,
        contacts.channel,
        contacts.borrower_id,
        contacts.started_at,
        contacts.party,
        contacts.outcome,
        contacts.connected,
        contacts.channel in ('phone', 'ai_voice')
        and coalesce(contacts.party in ('debtor', 'unknown'), true) as is_attempt
    from submitted_contacts as contacts
    inner join concerned on contacts.borrower_id = concerned.borrower_id
    where contacts.direction = 'out'
),

counted as (
    select
        told.*,
        sum(case when is_attempt then 1 else 0 end) over (
            partition by borrower_id
            order by started_at, contact_id
            rows between unbounded preceding and current row
        ) as attempts
    from told
),

followed as (
    select
        counted.*,
        max(case when is_attempt and connected then attempts else 0 end) over (
            partition by borrower_id
            order by started_at, contact_id
            rows between unbounded preceding and current row
        ) as reached,
        max(case when is_attempt and outcome = 'invalid_number' then attempts else -1 end) over (
            partition by borrower_id
            order by started_at, contact_id
            rows between unbounded preceding and current row
        ) as invalid
    from counted
)

select
    followed.contact_id,
    rule.bit
from followed
inner join rule on followed.channel = rule.channel and rule.kind = 'third_person'
where
    ((rule.related and followed.party = 'related_third') or (rule.unrelated and followed.party = 'unrelated_third'))
    and followed.attempts - followed.reached < rule.least
    and followed.attempts <> followed.invalid
