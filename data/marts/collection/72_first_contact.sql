-- How long did it take to reach anybody? One row per case opened in a month in which contacts are reported: hours from
-- eight in the morning of the day it was first assigned (else opened) to the first connected outgoing contact, 0 where
-- that was earlier, null where there is none yet.
with reached as (
    select
        case_no,
        min(started_at) as started_at
    from contact
    where connected = 1
    group by case_no
)

select
    cohort_case.month,
    case_file.platform,
    case_file.platform_kind,
    case_file.region,
    case_file.product,
    case_file.bucket,
    coalesce(agency.agency, 'unknown') as agency,
    coalesce(collector.team, 'unknown') as team,
    coalesce(collector.agent, 'unknown') as agent,
    greatest(
        date_diff(
            'second',
            cast(coalesce(case_file.assigned_on, case_file.opened_on) as timestamp) + interval 8 hour,
            reached.started_at
        ) / 3600.0,
        case when reached.started_at is not null then 0.0 end
    ) as hours
from cohort_case
inner join covered_month on cohort_case.month = covered_month.month and covered_month.table_name = 'contacts'
inner join case_file on cohort_case.case_no = case_file.case_no
left join reached on cohort_case.case_no = reached.case_no
left join collector on case_file.agent_no = collector.agent_no
left join agency on collector.agency_no = agency.agency_no
order by cohort_case.month
