-- Which cases were open in each reported month, for how many days, how late and in whose hands? One row per case and
-- month it was open a day or more. bucket is the loan's at the month-end before if it was late then, else the entry's;
-- agent_no held the case last in that month.
with months as (
    select
        case_file.case_no,
        case_file.loan_no,
        case_file.bucket as entry_bucket,
        covered_month.month,
        cast(date_trunc('month', covered_month.month) as date) as first_day,
        greatest(case_file.opened_on, cast(date_trunc('month', covered_month.month) as date)) as open_from,
        least(coalesce(case_file.closed_on, covered_month.month), covered_month.month) as open_to
    from case_file
    inner join covered_month
        on
            case_file.opened_on <= covered_month.month
            and (
                case_file.closed_on is null
                or case_file.closed_on >= cast(date_trunc('month', covered_month.month) as date)
            )
    where covered_month.table_name = 'cases'
),

late as (
    select
        state.loan_no,
        state.month,
        state.bucket
    from state
    inner join reporting on state.source = reporting.source
    inner join reported on state.month = reported.month
    where state.bucket > 'M0'
),

holders as (
    select
        months.case_no,
        months.month,
        held.agent_no,
        row_number() over (
            partition by months.case_no, months.month
            order by
                least(coalesce(held.ended_on, months.month), months.month) desc,
                held.assigned_on desc,
                held.agent_no desc
        ) as place
    from months
    inner join held
        on
            months.case_no = held.case_no
            and months.month >= held.assigned_on
            and (held.ended_on is null or months.first_day <= held.ended_on)
)

select
    months.case_no,
    months.month,
    date_diff('day', months.open_from, months.open_to) + 1 as case_days,
    coalesce(late.bucket, months.entry_bucket) as bucket,
    holders.agent_no
from months
left join late on months.loan_no = late.loan_no and months.first_day - 1 = late.month
left join holders on months.case_no = holders.case_no and months.month = holders.month and holders.place = 1
