-- Which call about a debt was it, and when was the debtor last spoken to before? One row per call, incoming ones too;
-- the debt is the loan of the case, or all there is of a borrower where the call is on no case.
with calls as (
    select
        contacts.contact_id,
        contacts.channel,
        contacts.borrower_id,
        contacts.started_at,
        coalesce(cases.loan_id, '') as loan_id,
        cast(contacts.started_at as date) as day,
        case when contacts.direction = 'out' then 1 else 0 end as is_attempt,
        contacts.connected and coalesce(contacts.party = 'debtor', true) as is_conversation
    from submitted_contacts as contacts
    left join submitted_cases as cases on contacts.case_id = cases.case_id
    where contacts.channel in ('phone', 'ai_voice')
)

select
    contact_id,
    channel,
    borrower_id,
    loan_id,
    day,
    is_attempt,
    cast(
        sum(is_attempt) over (
            partition by borrower_id, loan_id
            order by started_at, contact_id
            rows between unbounded preceding and current row
        ) as integer
    ) as attempt_no,
    max(case when is_conversation then day end) over (
        partition by borrower_id, loan_id
        order by started_at, contact_id
        rows between unbounded preceding and 1 preceding
    ) as spoken_on
from calls
