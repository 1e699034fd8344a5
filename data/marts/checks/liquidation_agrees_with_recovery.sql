-- Is what had come in thirty and ninety days after the opening the same cash as the recovery rates count? A row is a
-- platform's month opened in which it is not.
with cohorts as (
    select
        platform,
        month,
        sum(mature_30_balance) as balance_30,
        sum(cash_30) as cash_30,
        sum(mature_90_balance) as balance_90,
        sum(cash_90) as cash_90
    from case_cohort_month
    group by platform, month
),

curves as (
    select
        platform,
        month,
        sum(case when months_since = 1 then balance end) as balance_30,
        sum(case when months_since = 1 then cash end) as cash_30,
        sum(case when months_since = 3 then balance end) as balance_90,
        sum(case when months_since = 3 then cash end) as cash_90
    from liquidation_month
    group by platform, month
)

select
    cohorts.platform,
    cohorts.month,
    cohorts.cash_30,
    curves.cash_30 as curve_cash_30
from cohorts
left join curves on cohorts.platform = curves.platform and cohorts.month = curves.month
where
    coalesce(cohorts.balance_30, 0) <> coalesce(curves.balance_30, 0)
    or coalesce(cohorts.cash_30, 0) <> coalesce(curves.cash_30, 0)
    or coalesce(cohorts.balance_90, 0) <> coalesce(curves.balance_90, 0)
    or coalesce(cohorts.cash_90, 0) <> coalesce(curves.cash_90, 0)
