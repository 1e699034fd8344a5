-- How many cases were worked each month, opened, closed, cured and paid on? One row per month, place, product, lateness
-- and agency. paying_cases is null where payments are not reported.
select
    month,
    platform,
    platform_kind,
    region,
    product,
    bucket,
    agency,
    cast(sum(cases) as bigint) as cases,
    cast(sum(case_days) as bigint) as case_days,
    cast(sum(opened_cases) as bigint) as opened_cases,
    cast(sum(closed_cases) as bigint) as closed_cases,
    cast(sum(cured_cases) as bigint) as cured_cases,
    cast(sum(paying_cases) as bigint) as paying_cases,
    cast(sum(opened_balance) as decimal(18, 2)) as opened_balance
from case_month
group by all
order by month
