-- Which late loans were in collection as a month began, and were they cured by its end? One row per case open on the
-- first day of a month whose loan was late the evening before, both month-ends reported; bucket and balance_band are of
-- that evening, agent_no held the case on the first day. Cured is up to date or settled; a loan no longer heard of is
-- left out.
with late as (
    select
        before.loan_no,
        reported.month,
        before.month + 1 as first_day,
        before.bucket,
        before.balance,
        case when after.bucket = 'M0' or after.status = 'settled' then 1 else 0 end as cured
    from state as before
    inner join reporting on before.source = reporting.source
    inner join reported on before.month = reported.previous_month
    inner join covered_month on reported.month = covered_month.month and covered_month.table_name = 'cases'
    inner join state as after
        on before.source = after.source and before.loan_no = after.loan_no and reported.month = after.month
    where
        before.bucket > 'M0'
        and reported.is_consecutive
        and reported.has_book
        and after.status <> 'not_reported'
),

held_by as (
    select
        late.loan_no,
        late.month,
        case_file.case_no,
        held.agent_no,
        row_number() over (
            partition by case_file.case_no, late.month
            order by held.assigned_on desc nulls last, held.agent_no desc nulls last
        ) as place
    from late
    inner join case_file
        on
            late.loan_no = case_file.loan_no
            and late.first_day >= case_file.opened_on
            and (case_file.closed_on is null or late.first_day <= case_file.closed_on)
    left join held
        on
            case_file.case_no = held.case_no
            and late.first_day >= held.assigned_on
            and (held.ended_on is null or late.first_day <= held.ended_on)
)

select
    held_by.case_no,
    late.month,
    late.bucket,
    case
        when late.balance is null then 'unknown'
        when late.balance < 2000 then '0-2000'
        when late.balance < 5000 then '2000-5000'
        when late.balance < 10000 then '5000-10000'
        when late.balance < 20000 then '10000-20000'
        when late.balance < 50000 then '20000-50000'
        else '50000+'
    end as balance_band,
    held_by.agent_no,
    late.cured
from late
inner join held_by on late.loan_no = held_by.loan_no and late.month = held_by.month and held_by.place = 1
