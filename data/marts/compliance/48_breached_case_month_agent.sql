-- On how many cases of each agent was any rule broken that counts here? One row per month, lateness and agent; a case
-- is that of whoever held it last in the month.
select
    case_broken.month,
    reporting.platform,
    reporting.platform_kind,
    case_broken.bucket,
    coalesce(agency.agency, 'unknown') as agency,
    coalesce(collector.team, 'unknown') as team,
    coalesce(collector.agent, 'unknown') as agent,
    count(*) as cases,
    cast(sum(case when (case_broken.broken & pack.bits) = 0 then 0 else 1 end) as bigint) as breached_cases
from case_broken
inner join pack on pack.pack = 'cn'
cross join reporting
left join collector on case_broken.agent_no = collector.agent_no
left join agency on collector.agency_no = agency.agency_no
group by all
order by month
