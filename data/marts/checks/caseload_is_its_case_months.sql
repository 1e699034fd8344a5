-- Do the cubes of cases count every case-month once, and the cohorts every case opened? A row is a platform's month in
-- which they do not.
with counted as (
    select
        'case_month' as source,
        month,
        platform,
        count(*) as cases,
        sum(case_days) as case_days,
        sum(opened_cases) as opened_cases,
        sum(opened_balance) as opened_balance
    from case_month
    group by all
    union all
    select
        'caseload_month' as source,
        month,
        platform,
        sum(cases) as cases,
        sum(case_days) as case_days,
        sum(opened_cases) as opened_cases,
        sum(opened_balance) as opened_balance
    from caseload_month
    group by all
    union all
    select
        'caseload_month_agent' as source,
        month,
        platform,
        sum(cases) as cases,
        sum(case_days) as case_days,
        sum(opened_cases) as opened_cases,
        sum(opened_balance) as opened_balance
    from caseload_month_agent
    group by all
),

compared as (
    select
        month,
        platform,
        count(*) as sources,
        min(cases) as least_cases,
        max(cases) as most_cases,
        min(case_days) as least_days,
        max(case_days) as most_days,
        min(opened_cases) as opened_cases,
        max(opened_cases) as most_opened_cases,
        min(opened_balance) as opened_balance,
        max(opened_balance) as most_opened_balance
    from counted
    group by all
),

cohorts as (
    select
        month,
        platform,
        sum(opened_cases) as opened_cases,
        sum(opened_balance) as opened_balance
    from case_cohort_month
    group by all
)

select
    compared.*,
    cohorts.opened_cases as cohort_cases
from compared
left join cohorts on compared.month = cohorts.month and compared.platform = cohorts.platform
where
    compared.sources <> 3
    or compared.least_cases <> compared.most_cases
    or compared.least_days <> compared.most_days
    or compared.opened_cases <> compared.most_opened_cases
    or compared.opened_balance <> compared.most_opened_balance
    or compared.opened_cases <> coalesce(cohorts.opened_cases, 0)
    or compared.opened_balance <> coalesce(cohorts.opened_balance, 0)
