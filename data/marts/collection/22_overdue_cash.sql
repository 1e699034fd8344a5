-- Which payments came in on loans in arrears, from a court or from a sale, and who held the loan's case that day? One
-- row per such payment. Without a schedule a loan counts as late with a case opened before that day and still open, or
-- when it was late at the last reported month-end before.
with month_ends as (
    select
        days.judged_on,
        max(reported.month) as month
    from (select distinct judged_on from cash) as days
    inner join reported on days.judged_on > reported.month
    group by days.judged_on
),

late_months as (
    select
        state.loan_no,
        state.month,
        state.bucket
    from state
    inner join reporting on state.source = reporting.source
    where state.bucket > 'M0'
),

days as (
    select distinct
        cash.loan_no,
        cash.judged_on
    from cash
    where cash.loan_no in (select loan_no from case_file)
),

open_cases as (
    select
        days.loan_no,
        days.judged_on,
        max_by(case_file.case_no, { 'day': case_file.opened_on, 'case_no': case_file.case_no }) as case_no,
        min(case_file.opened_on) < days.judged_on as is_open_before
    from days
    inner join case_file
        on
            days.loan_no = case_file.loan_no
            and days.judged_on >= case_file.opened_on
            and (case_file.closed_on is null or days.judged_on <= case_file.closed_on)
    group by days.loan_no, days.judged_on
),

holders as (
    select
        open_cases.loan_no,
        open_cases.judged_on,
        max_by(held.agent_no, { 'day': held.assigned_on, 'agent_no': held.agent_no }) as agent_no
    from open_cases
    inner join held
        on
            open_cases.case_no = held.case_no
            and open_cases.judged_on >= held.assigned_on
            and (held.ended_on is null or open_cases.judged_on <= held.ended_on)
    group by open_cases.loan_no, open_cases.judged_on
)

select
    cash.loan_no,
    cash.month,
    cash.paid_on,
    cash.judged_on,
    cash.source,
    cash.amount,
    cash.payments,
    open_cases.case_no,
    holders.agent_no,
    case
        when lifetime.loan_no is null then coalesce(late_months.bucket, case_file.bucket, 'unknown')
        when late_day.days_past_due is null then 'M0'
        when late_day.days_past_due <= 30 then 'M1'
        when late_day.days_past_due <= 60 then 'M2'
        when late_day.days_past_due <= 90 then 'M3'
        when late_day.days_past_due <= 120 then 'M4'
        when late_day.days_past_due <= 150 then 'M5'
        when late_day.days_past_due <= 180 then 'M6'
        else 'M7+'
    end as bucket
from cash
left join lifetime on cash.loan_no = lifetime.loan_no
left join late_day on cash.loan_no = late_day.loan_no and cash.judged_on = late_day.on_date
left join month_ends on cash.judged_on = month_ends.judged_on
left join late_months on cash.loan_no = late_months.loan_no and month_ends.month = late_months.month
left join open_cases on cash.loan_no = open_cases.loan_no and cash.judged_on = open_cases.judged_on
left join holders on cash.loan_no = holders.loan_no and cash.judged_on = holders.judged_on
left join case_file on open_cases.case_no = case_file.case_no
where
    cash.source in ('legal', 'sale')
    or late_day.loan_no is not null
    or (lifetime.loan_no is null and (late_months.loan_no is not null or open_cases.is_open_before))
