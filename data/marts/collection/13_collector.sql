-- Who collects, in which team and agency? One row per agent; of one who is only named elsewhere neither is known. Ids
-- are unique within a platform only, so its name goes before them.
with named as (
    select agent_id from submitted_agents
    union
    select agent_id from submitted_assignments
    union
    select agent_id from submitted_contacts
    union
    select agent_id from submitted_costs
)

select
    named.agent_id,
    cast(row_number() over (order by named.agent_id) as integer) as agent_no,
    concat(reporting.platform, '/', named.agent_id) as agent,
    case when agents.agent_id is null then 'unknown' else concat(reporting.platform, '/', agents.team) end as team,
    agency.agency_no
from named
cross join reporting
left join submitted_agents as agents on named.agent_id = agents.agent_id
left join agency
    on agency.agency = case when agents.agent_id is not null then coalesce(agents.agency, 'in_house') end
where named.agent_id is not null
