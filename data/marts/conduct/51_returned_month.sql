-- Do borrowers come back after being collected from? One row per month cases were closed as paid, place, product,
-- agency and whether the borrower complained. mature_h are those closed h days or more before the last day loans are
-- reported for, returned_h those of them whose borrower took another loan of the platform within h days.
select
    paid_case.month,
    case_file.platform,
    case_file.platform_kind,
    case_file.region,
    case_file.product,
    coalesce(agency.agency, 'unknown') as agency,
    paid_case.complained,
    count(*) as closed_cases,
    cast(sum(case when paid_case.closed_on + 180 <= reporting.loans_as_of then 1 else 0 end) as bigint) as mature_180,
    cast(
        sum(
            case
                when
                    paid_case.closed_on + 180 <= reporting.loans_as_of
                    and paid_case.borrowed_on <= paid_case.closed_on + 180
                    then 1
                else 0
            end
        ) as bigint
    ) as returned_180,
    cast(sum(case when paid_case.closed_on + 365 <= reporting.loans_as_of then 1 else 0 end) as bigint) as mature_365,
    cast(
        sum(
            case
                when
                    paid_case.closed_on + 365 <= reporting.loans_as_of
                    and paid_case.borrowed_on <= paid_case.closed_on + 365
                    then 1
                else 0
            end
        ) as bigint
    ) as returned_365
from paid_case
cross join reporting
inner join case_file on paid_case.case_no = case_file.case_no
inner join worked on paid_case.case_no = worked.case_no and paid_case.month = worked.month
left join collector on worked.agent_no = collector.agent_no
left join agency on collector.agency_no = agency.agency_no
group by all
order by month
