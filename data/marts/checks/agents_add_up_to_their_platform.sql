-- Do the agents' promises and cohorts of cases add up to their platform's? A row is a platform's month in which they do
-- not.
with figures as (
    select
        'promises' as figure,
        'place' as cut,
        month,
        platform,
        sum(promises) as number,
        sum(kept_promises) as kept,
        sum(kept_amount) as amount
    from promise_month
    group by all
    union all
    select
        'promises' as figure,
        'agent' as cut,
        month,
        platform,
        sum(promises) as number,
        sum(kept_promises) as kept,
        sum(kept_amount) as amount
    from promise_month_agent
    group by all
    union all
    select
        'cohorts' as figure,
        'place' as cut,
        month,
        platform,
        sum(opened_cases) as number,
        sum(cured_30_cases) as kept,
        sum(cash_30) as amount
    from case_cohort_month
    group by all
    union all
    select
        'cohorts' as figure,
        'agent' as cut,
        month,
        platform,
        sum(opened_cases) as number,
        sum(cured_30_cases) as kept,
        sum(cash_30) as amount
    from case_cohort_month_agent
    group by all
)

select
    figure,
    month,
    platform,
    min(number) as least_number,
    max(number) as most_number,
    min(amount) as least_amount,
    max(amount) as most_amount
from figures
group by figure, month, platform
having count(*) <> 2 or min(number) <> max(number) or min(kept) <> max(kept) or min(amount) <> max(amount)
