-- Which loans were on the book? One row per month-end and loan; balance_days only serves the average days past due.
select
    month,
    platform,
    platform_kind,
    region,
    product,
    loan_id,
    borrower_id,
    status,
    bucket,
    days_past_due,
    loan_class,
    balance,
    arrears,
    vintage,
    age_band,
    occupation,
    income_band,
    overdue_reason,
    nullif(worst_bucket, 'none') as worst_bucket,
    loans,
    restructured_loans,
    restructured_balance,
    balance_days
from loan_month
where bucket is not null
