-- What became of the repayment plans agreed? One row per month agreed: plans, those completed, broken and still
-- running, and of those agreed while payments are reported the total and what has come in under them.
with agreed as (
    select
        month,
        sum(plans) as plans,
        sum(case when plan_status = 'complete' then plans else 0 end) as complete,
        sum(case when plan_status = 'broken' then plans else 0 end) as broken,
        sum(case when plan_status = 'active' then plans else 0 end) as active
    from plan_month
    group by month
),

followed as (
    select
        month,
        sum(plans) as plans,
        sum(plan_total) as total,
        sum(plan_cash) as cash
    from plan_cash_month
    group by month
)

select
    agreed.month,
    agreed.plans::bigint as plans,
    agreed.complete::bigint as complete,
    agreed.broken::bigint as broken,
    agreed.active::bigint as active,
    followed.plans::bigint as followed,
    followed.total,
    followed.cash,
    followed.cash / nullif(followed.total, 0) as paid_share
from agreed
left join followed on agreed.month = followed.month
order by agreed.month
