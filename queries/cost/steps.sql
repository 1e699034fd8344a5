-- How far do attempts get, and what has one cost by then? One row per step: attempt, connected, right_party, promise,
-- kept, paid. Promises are those made in the range, paid counts cases with cash in a month, month by month; cost is all
-- that was spent, and cost_each that over the step's count.
with contacted as (
    select
        sum(contacts)::bigint as attempts,
        sum(connected)::bigint as connected,
        sum(right_party)::bigint as right_party
    from contact_month
),

promised as (
    select
        sum(promises)::bigint as promises,
        sum(kept_promises)::bigint as kept
    from promise_month
),

paying as (
    select sum(paying_cases)::bigint as paid from caseload_month
),

spent as (
    select sum(cost) as cost from cost_month
),

steps as (
    select
        number.position,
        case number.position
            when 1 then 'attempt'
            when 2 then 'connected'
            when 3 then 'right_party'
            when 4 then 'promise'
            when 5 then 'kept'
            else 'paid'
        end as step,
        case number.position
            when 1 then contacted.attempts
            when 2 then contacted.connected
            when 3 then contacted.right_party
            when 4 then promised.promises
            when 5 then promised.kept
            else paying.paid
        end as count,
        spent.cost
    from range(1, 7) as number (position)
    cross join contacted
    cross join promised
    cross join paying
    cross join spent
)

select
    position,
    step,
    count,
    lag(count) over (order by position) as previous,
    count / nullif(lag(count) over (order by position), 0) as share_of_previous,
    cost,
    cost / nullif(count, 0) as cost_each
from steps
order by position
