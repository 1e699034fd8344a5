-- How much money was recovered each day? One row per day paid, channel, agency and way; month is the day's.
select
    recovered.month,
    recovered.paid_on as day,
    reporting.platform,
    reporting.platform_kind,
    recovered.channel,
    case when recovered.case_no is null then 'none' else coalesce(agency.agency, 'unknown') end as agency,
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
order by day
