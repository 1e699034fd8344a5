-- What became of the repayment plans agreed? One row per month agreed and state: plans, and of those agreed while
-- payments are reported their number and total, what has come in under them, how many it came from, and its share.
with agreed as (
    select
        month,
        plan_status,
        sum(plans) as plans
    from plan_month
    group by month, plan_status
),

followed as (
    select
        month,
        plan_status,
        sum(plans) as plans,
        sum(plan_total) as total,
        max(largest_plan_total) as largest_total,
        sum(paying_plans) as paying,
        sum(plan_cash) as cash,
        max(largest_plan_cash) as largest_cash
    from plan_cash_month
    group by month, plan_status
)

select
    agreed.month,
    agreed.plan_status,
    agreed.plans::bigint as plans,
    followed.plans::bigint as followed,
    followed.total,
    followed.largest_total,
    followed.paying::bigint as paying,
    followed.cash,
    followed.largest_cash,
    followed.cash / nullif(followed.total, 0) as paid_share
from agreed
left join followed on agreed.month = followed.month and agreed.plan_status = followed.plan_status
order by agreed.month, agreed.plan_status
