-- How much money was recovered, and by what? One row per month paid, place, product, lateness at the payment, channel,
-- agency (none: no case was open) and way. A reversal counts in its own month, as the payment it takes back.
select
    recovered.month,
    reporting.platform,
    reporting.platform_kind,
    loan.region,
    loan.product,
    recovered.bucket,
    recovered.channel,
    case when recovered.case_no is null then 'none' else coalesce(agency.agency, 'unknown') end as agency,
    recovered.recovered_by,
    cast(sum(recovered.amount) as decimal(18, 2)) as cash_recovered,
    cast(sum(recovered.payments) as bigint) as recovered_payments,
    max(recovered.amount) as largest_cash_recovered
from recovered
cross join reporting
inner join covered_month on recovered.month = covered_month.month and covered_month.table_name = 'payments'
inner join numbered on recovered.loan_no = numbered.loan_no
inner join loan on numbered.loan_id = loan.loan_id
left join collector on recovered.agent_no = collector.agent_no
left join agency on collector.agency_no = agency.agency_no
group by all
order by month
