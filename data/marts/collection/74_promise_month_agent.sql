-- How many promises to pay were made to each agent, and how many of those falling due were kept? One row per month
-- (made for promises, due for due and kept), lateness, channel and agent.
select
    promised.month,
    reporting.platform,
    reporting.platform_kind,
    promised.bucket,
    promised.channel,
    coalesce(agency.agency, 'unknown') as agency,
    coalesce(collector.team, 'unknown') as team,
    coalesce(collector.agent, 'unknown') as agent,
    cast(sum(promised.promises) as bigint) as promises,
    cast(sum(promised.promised_amount) as decimal(18, 2)) as promised_amount,
    cast(sum(promised.due) as bigint) as due_promises,
    cast(sum(promised.due_amount) as decimal(18, 2)) as due_amount,
    cast(sum(promised.kept) as bigint) as kept_promises,
    cast(sum(promised.kept_amount) as decimal(18, 2)) as kept_amount,
    max(promised.due_amount) as largest_due_amount,
    max(promised.kept_amount) as largest_kept_amount
from promised
cross join reporting
left join agency on promised.agency_no = agency.agency_no
left join collector on promised.agent_no = collector.agent_no
group by all
order by month
