-- Which loans were handed to collection, when, how late, and to whom first? One row per case; month is that of its
-- opening, bucket its lateness then.
select
    case_file.platform,
    case_file.platform_kind,
    case_file.region,
    case_file.product,
    case_file.age_band,
    case_file.occupation,
    case_file.overdue_reason,
    last_day(case_file.opened_on) as month,
    case_file.case_id,
    case_file.loan_id,
    case_file.borrower_id,
    case_file.opened_on,
    case_file.closed_on,
    case_file.close_reason,
    case_file.bucket,
    case_file.opened_balance,
    coalesce(agency.agency, 'unknown') as agency,
    coalesce(collector.team, 'unknown') as team,
    coalesce(collector.agent, 'unknown') as agent
from case_file
left join collector on case_file.agent_no = collector.agent_no
left join agency on collector.agency_no = agency.agency_no
order by month, case_file.case_no
