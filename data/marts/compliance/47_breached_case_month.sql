-- On how many cases was any rule broken that counts here? One row per month, place, product, lateness and agency.
select
    month,
    platform,
    platform_kind,
    region,
    product,
    bucket,
    agency,
    cases,
    breached_cases
from breached_case_month_pack
where pack = 'cn'
order by month
