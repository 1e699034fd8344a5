-- What became of the cases first assigned to each agent within 30 and 90 days? One row per month opened, lateness then
-- and agent.
select
    cohort_case.month,
    case_file.platform,
    case_file.platform_kind,
    case_file.bucket,
    coalesce(agency.agency, 'unknown') as agency,
    coalesce(collector.team, 'unknown') as team,
    coalesce(collector.agent, 'unknown') as agent,
    count(*) as opened_cases,
    cast(sum(cohort_case.opened_balance) as decimal(18, 2)) as opened_balance,
    cast(sum(cohort_case.mature_30_cases) as bigint) as mature_30_cases,
    cast(sum(cohort_case.mature_30_balance) as decimal(18, 2)) as mature_30_balance,
    cast(sum(cohort_case.cash_30) as decimal(18, 2)) as cash_30,
    cast(sum(cohort_case.cured_30_cases) as bigint) as cured_30_cases,
    cast(sum(cohort_case.mature_90_cases) as bigint) as mature_90_cases,
    cast(sum(cohort_case.mature_90_balance) as decimal(18, 2)) as mature_90_balance,
    cast(sum(cohort_case.cash_90) as decimal(18, 2)) as cash_90,
    cast(sum(cohort_case.cured_90_cases) as bigint) as cured_90_cases,
    cast(sum(case when cohort_case.cash_30 > 0 then 1 when cohort_case.cash_30 is not null then 0 end) as bigint)
        as paying_30_cases,
    cast(sum(case when cohort_case.cash_90 > 0 then 1 when cohort_case.cash_90 is not null then 0 end) as bigint)
        as paying_90_cases,
    max(cohort_case.mature_30_balance) as largest_mature_30_balance,
    max(cohort_case.cash_30) as largest_cash_30,
    max(cohort_case.mature_90_balance) as largest_mature_90_balance,
    max(cohort_case.cash_90) as largest_cash_90
from cohort_case
inner join case_file on cohort_case.case_no = case_file.case_no
left join collector on case_file.agent_no = collector.agent_no
left join agency on collector.agency_no = agency.agency_no
group by all
order by month
