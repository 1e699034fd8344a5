-- What did each agent's work cost? One row per month, lateness, category, channel and agent: an agent's own costs are
-- the agent's, a channel's those of whoever made the contact, others those of whoever held the case last in the month.
select
    cost_part.month,
    reporting.platform,
    reporting.platform_kind,
    coalesce(worked.bucket, case_file.bucket, 'unknown') as bucket,
    cost_part.category,
    cost_part.channel,
    coalesce(agency.agency, 'unknown') as agency,
    coalesce(collector.team, 'unknown') as team,
    coalesce(collector.agent, 'unknown') as agent,
    cast(sum(cost_part.cost) as decimal(18, 2)) as cost,
    max(cost_part.cost) as largest_cost
from cost_part
cross join reporting
left join case_file on cost_part.case_no = case_file.case_no
left join worked on cost_part.case_no = worked.case_no and cost_part.month = worked.month
left join agency on cost_part.agency_no = agency.agency_no
left join collector on cost_part.agent_no = collector.agent_no
group by all
order by month
