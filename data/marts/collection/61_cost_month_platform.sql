-- What did collecting cost each platform, whatever the place and product? One row per month, lateness, category,
-- channel and agency: cost_month added up.
select
    month,
    platform,
    platform_kind,
    bucket,
    category,
    channel,
    agency,
    cast(sum(cost) as decimal(18, 2)) as cost,
    max(largest_cost) as largest_cost
from cost_month
group by all
order by month
