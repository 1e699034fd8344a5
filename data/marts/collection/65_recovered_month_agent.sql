-- How much money was recovered on the cases of each agent? One row per month paid, lateness, channel, agent who held
-- the case that day (none: no case was open) and way.
select
    recovered.month,
    reporting.platform,
    reporting.platform_kind,
    recovered.bucket,
    recovered.channel,
    case when recovered.case_no is null then 'none' else coalesce(agency.agency, 'unknown') end as agency,
    case when recovered.case_no is null then 'none' else coalesce(collector.team, 'unknown') end as team,
    case when recovered.case_no is null then 'none' else coalesce(collector.agent, 'unknown') end as agent,
    recovered.recovered_by,
    cast(sum(recovered.amount) as decimal(18, 2)) as cash_recovered,
    cast(sum(recovered.payments) as bigint) as recovered_payments,
    max(recovered.amount) as largest_cash_recovered
from recovered
cross join reporting
inner join covered_month on recovered.month = covered_month.month and covered_month.table_name = 'payments'
left join collector on recovered.agent_no = collector.agent_no
left join agency on collector.agency_no = agency.agency_no
group by all
order by month
