-- The same whatever the place and product? One row per month opened, lateness then and n: liquidation_month added up.
select
    month,
    platform,
    platform_kind,
    bucket,
    months_since,
    cast(sum(cases) as bigint) as cases,
    cast(sum(balance) as decimal(18, 2)) as balance,
    max(largest_balance) as largest_balance,
    cast(sum(paying_cases) as bigint) as paying_cases,
    cast(sum(cash) as decimal(18, 2)) as cash
from liquidation_month
group by all
order by month, months_since
