-- How do each agent's checked contacts score? One row per reported month and agent with a check; critical_checks are
-- those with a critical error.
select
    table_month.month,
    reporting.platform,
    reporting.platform_kind,
    coalesce(agency.agency, 'unknown') as agency,
    coalesce(collector.team, 'unknown') as team,
    concat(reporting.platform, '/', checks.agent_id) as agent,
    count(*) as checks,
    sum(checks.score) as score_sum,
    cast(sum(case when checks.critical_errors > 0 then 1 else 0 end) as bigint) as critical_checks,
    cast(sum(checks.critical_errors) as bigint) as critical_errors
from submitted_quality_checks as checks
inner join table_month
    on last_day(checks.checked_on) = table_month.month and table_month.table_name = 'quality_checks'
cross join reporting
left join collector on checks.agent_id = collector.agent_id
left join agency on collector.agency_no = agency.agency_no
group by all
order by month
