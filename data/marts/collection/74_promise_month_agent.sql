-- How many promises to pay were made to each agent, and how many of those due were kept? One row per month made,
-- lateness, channel and agent.
select
    promised.month,
    reporting.platform,
    reporting.platform_kind,
    promised.bucket,
    promised.channel,
    coalesce(agency.agency, 'unknown') as agency,
    coalesce(collector.team, 'unknown') as team,
    coalesce(collector.agent, 'unknown') as agent,
    count(*) as promises,
    cast(sum(promised.amount) as decimal(18, 2)) as promised_amount,
    cast(sum(promised.due) as bigint) as due_promises,
    cast(sum(promised.due * promised.amount) as decimal(18, 2)) as due_amount,
    cast(sum(promised.kept) as bigint) as kept_promises,
    cast(sum(promised.kept_amount) as decimal(18, 2)) as kept_amount
from promised
cross join reporting
left join agency on promised.agency_no = agency.agency_no
left join collector on promised.agent_no = collector.agent_no
group by all
order by month
