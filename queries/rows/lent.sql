-- Which loans were made? One row per loan; month is that of lending. originated_loans is null before the platform
-- reports its whole book.
select
    month,
    platform,
    platform_kind,
    region,
    product,
    loan_id,
    borrower_id,
    originated_on,
    principal,
    annual_rate,
    term_months,
    first_due_on,
    age_band,
    occupation,
    income_band,
    overdue_reason,
    originated_loans,
    originated_principal
from loan
