-- Which loans were made, to whom, where? One row per loan; vintage is the month it was made. What was lent counts from
-- the month the platform reports its whole book.
with first_due as (
    select
        loan_id,
        min(due_on) as first_due_on
    from submitted_instalments
    group by loan_id
)

select
    reporting.platform,
    reporting.platform_kind,
    loans.loan_id,
    loans.borrower_id,
    coalesce(loans.region_code, 'unknown') as region,
    coalesce(loans.product, 'unknown') as product,
    coalesce(loans.borrower_age_band, 'unknown') as age_band,
    coalesce(loans.borrower_occupation, 'unknown') as occupation,
    coalesce(loans.income_band, 'unknown') as income_band,
    coalesce(loans.overdue_reason, 'unknown') as overdue_reason,
    last_day(loans.originated_on) as vintage,
    loans.originated_on,
    loans.principal,
    loans.annual_rate,
    loans.term_months,
    first_due.first_due_on,
    case when last_day(loans.originated_on) >= reporting.reported_from then 1 end as originated_loans,
    case when last_day(loans.originated_on) >= reporting.reported_from then loans.principal end as originated_principal
from submitted_loans as loans
cross join reporting
left join first_due on loans.loan_id = first_due.loan_id
order by loans.originated_on, loans.loan_id
