-- Which calls were the fourth or a later connected one to a borrower on a day? One row per such call by people or
-- machines (CN-F1).
with calls as (
    select
        contact_id,
        borrower_id,
        started_at,
        cast(started_at as date) as day
    from submitted_contacts
    where direction = 'out' and connected and channel in ('phone', 'ai_voice')
),

busy as (
    select
        borrower_id,
        day
    from calls
    group by borrower_id, day
    having count(*) > 3
),

ranked as (
    select
        calls.contact_id,
        row_number() over (
            partition by calls.borrower_id, calls.day
            order by calls.started_at, calls.contact_id
        ) as place
    from calls
    inner join busy on calls.borrower_id = busy.borrower_id and calls.day = busy.day
)

select contact_id
from ranked
where place > 3
