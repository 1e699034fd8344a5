-- Do a month's transitions start from the whole book before and end in the whole book after? A row is a platform's
-- month in which they do not.
with books as (
    select
        month,
        platform,
        sum(loans) as loans,
        sum(balance) as balance
    from portfolio_month
    group by all
),

flows as (
    select
        month,
        platform,
        sum(case when bucket <> 'new' then loans else 0 end) as loans_before,
        sum(case when bucket <> 'new' then balance else 0 end) as balance_before,
        sum(case when to_bucket like 'M%' then loans else 0 end) as loans_after,
        sum(case when to_bucket like 'M%' then closing_balance else 0 end) as balance_after
    from transition_month
    group by all
),

neighbours as (
    select
        reported_month.month,
        reported_month.platform,
        last_day(reported_month.month - interval 1 month) as previous_month
    from reported_month
    where reported_month.is_consecutive
),

compared as (
    select
        neighbours.month,
        neighbours.platform,
        coalesce(before.loans, 0) as loans_before,
        coalesce(flows.loans_before, 0) as loans_left,
        coalesce(after.loans, 0) as loans_after,
        coalesce(flows.loans_after, 0) as loans_arrived,
        coalesce(before.balance, 0) - coalesce(flows.balance_before, 0) as balance_lost_before,
        coalesce(after.balance, 0) - coalesce(flows.balance_after, 0) as balance_lost_after
    from neighbours
    left join flows on neighbours.month = flows.month and neighbours.platform = flows.platform
    left join books as after on neighbours.month = after.month and neighbours.platform = after.platform
    left join books as before on neighbours.previous_month = before.month and neighbours.platform = before.platform
)

select *
from compared
where
    loans_before <> loans_left
    or loans_after <> loans_arrived
    or balance_lost_before <> 0
    or balance_lost_after <> 0
