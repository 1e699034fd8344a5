-- How did each case turn out within 30 and 90 days of its opening? One row per case opened in a reported month, judged
-- once the window is over for all of that month, as its first days alone would not stand for it; cash and balance are
-- null where payments are not reported from its opening on.
with brought as (
    select
        case_file.case_no,
        sum(case when recovered.judged_on <= case_file.opened_on + 30 then recovered.amount else 0 end) as cash_30,
        sum(recovered.amount) as cash_90
    from recovered
    inner join case_file on recovered.case_no = case_file.case_no
    where recovered.judged_on <= case_file.opened_on + 90
    group by case_file.case_no
),

opened as (
    select
        case_file.case_no,
        covered_month.month,
        case_file.opened_balance,
        case when case_file.close_reason in ('cured', 'settled') then case_file.closed_on end as cured_on,
        case_file.opened_on + 30 as day_30,
        covered_month.month + 30 as judged_30,
        covered_month.month + 90 as judged_90,
        case_file.opened_on + 90 as day_90,
        cases.as_of as cases_as_of,
        payments.as_of as payments_as_of
    from case_file
    inner join covered_month
        on last_day(case_file.opened_on) = covered_month.month and covered_month.table_name = 'cases'
    inner join covered as cases on cases.table_name = 'cases'
    left join covered as payments on payments.table_name = 'payments' and case_file.opened_on >= payments.since
)

select
    opened.case_no,
    opened.month,
    opened.opened_balance,
    case when opened.judged_30 <= opened.cases_as_of then 1 else 0 end as mature_30_cases,
    case when opened.judged_30 <= opened.cases_as_of and opened.cured_on <= opened.day_30 then 1 else 0 end
        as cured_30_cases,
    case when opened.judged_90 <= opened.cases_as_of then 1 else 0 end as mature_90_cases,
    case when opened.judged_90 <= opened.cases_as_of and opened.cured_on <= opened.day_90 then 1 else 0 end
        as cured_90_cases,
    case
        when opened.judged_30 <= opened.payments_as_of then opened.opened_balance
        when opened.payments_as_of is not null then 0
    end as mature_30_balance,
    case
        when opened.judged_30 <= opened.payments_as_of then coalesce(brought.cash_30, 0)
        when opened.payments_as_of is not null then 0
    end as cash_30,
    case
        when opened.judged_90 <= opened.payments_as_of then opened.opened_balance
        when opened.payments_as_of is not null then 0
    end as mature_90_balance,
    case
        when opened.judged_90 <= opened.payments_as_of then coalesce(brought.cash_90, 0)
        when opened.payments_as_of is not null then 0
    end as cash_90
from opened
left join brought on opened.case_no = brought.case_no
