-- On how many cases would any rule of each pack be broken, if it applied? One row per month, place, product, lateness,
-- agency and pack; cases are those open and contacted in the month, of whoever held them last in it.
select
    case_broken.month,
    case_file.platform,
    case_file.platform_kind,
    case_file.region,
    case_file.product,
    case_broken.bucket,
    coalesce(agency.agency, 'unknown') as agency,
    pack.pack,
    count(*) as cases,
    cast(sum(case when (case_broken.broken & pack.bits) = 0 then 0 else 1 end) as bigint) as breached_cases
from case_broken
inner join case_file on case_broken.case_no = case_file.case_no
cross join pack
left join collector on case_broken.agent_no = collector.agent_no
left join agency on collector.agency_no = agency.agency_no
group by all
order by month
