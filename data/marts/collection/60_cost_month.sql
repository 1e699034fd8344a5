-- What did collecting cost each month? One row per month, place, product, lateness, category, channel and agency. What
-- could be given to no case has place, product and lateness unknown.
select
    cost_part.month,
    reporting.platform,
    reporting.platform_kind,
    coalesce(case_file.region, 'unknown') as region,
    coalesce(case_file.product, 'unknown') as product,
    coalesce(worked.bucket, case_file.bucket, 'unknown') as bucket,
    cost_part.category,
    cost_part.channel,
    coalesce(agency.agency, 'unknown') as agency,
    cast(sum(cost_part.cost) as decimal(18, 2)) as cost,
    max(cost_part.cost) as largest_cost
from cost_part
cross join reporting
left join case_file on cost_part.case_no = case_file.case_no
left join worked on cost_part.case_no = worked.case_no and cost_part.month = worked.month
left join agency on cost_part.agency_no = agency.agency_no
group by all
order by month
