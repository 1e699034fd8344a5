-- On which days was a borrower called often enough for a limit of the day to be passed? One row per borrower and day.
with days as (
    select
        borrower_id,
        cast(started_at as date) as day,
        count(*) as calls,
        sum(case when connected then 1 else 0 end) as conversations
    from submitted_contacts
    where direction = 'out' and channel in ('phone', 'ai_voice')
    group by borrower_id, cast(started_at as date)
),

limits as (
    select
        min(case when kind = 'attempts_a_day' then most end) as attempts,
        min(case when kind = 'conversations_a_day' then most end) as conversations
    from rule
)

select
    days.borrower_id,
    days.day
from days
cross join limits
where days.calls > limits.attempts or days.conversations > limits.conversations
