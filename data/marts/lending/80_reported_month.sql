-- Which months do a platform's balances cover, and what were they made from? One row per reported month-end.
-- loans_without_schedule counts loans made by then that sent no instalments and so are in no balance.
with books as (
    select
        month,
        sum(loans) as loans
    from loan_month
    group by month
),

unscheduled as (
    select loan.originated_on
    from loan
    inner join numbered on loan.loan_id = numbered.loan_id
    left join lifetime on numbered.loan_no = lifetime.loan_no
    cross join reporting
    where reporting.source = 'instalments' and lifetime.loan_no is null
),

missing as (
    select
        reported.month,
        count(*) as loans_without_schedule
    from reported
    inner join unscheduled on reported.month >= unscheduled.originated_on
    group by reported.month
),

held as (
    select
        max(case when table_name = 'payments' then 1 else 0 end) = 1 as has_payments,
        max(case when table_name = 'instalments' then 1 else 0 end) = 1 as has_instalments,
        max(case when table_name = 'loan_months' then 1 else 0 end) = 1 as has_loan_months,
        max(case when table_name = 'cases' then 1 else 0 end) = 1 as has_cases
    from submitted
)

select
    reported.month,
    reporting.platform,
    reporting.platform_kind,
    reporting.source,
    reported.is_consecutive,
    cast(coalesce(books.loans, 0) as bigint) as loans,
    coalesce(missing.loans_without_schedule, 0) as loans_without_schedule,
    held.has_payments,
    held.has_instalments,
    held.has_loan_months,
    held.has_cases
from reported
cross join reporting
cross join held
left join books on reported.month = books.month
left join missing on reported.month = missing.month
order by reported.month
