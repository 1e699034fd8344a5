-- Who collects, for whom, since when and until when? One row per agent; left_on is null for who is still there.
select
    reporting.platform,
    reporting.platform_kind,
    coalesce(agency.agency, 'unknown') as agency,
    collector.team,
    collector.agent,
    agents.hired_on,
    agents.left_on
from submitted_agents as agents
inner join collector on agents.agent_id = collector.agent_id
cross join reporting
left join agency on collector.agency_no = agency.agency_no
order by collector.agent
