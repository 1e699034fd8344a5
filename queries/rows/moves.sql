-- What became of each loan from one month-end to the next? One row per month and loan; bucket is that of the month-end
-- before (new: not on the book then), to_bucket what became of it. balance is the one before, closing_balance after.
select
    loan_month.month,
    loan_month.platform,
    loan_month.platform_kind,
    loan_month.region,
    loan_month.product,
    loan_month.loan_id,
    loan_month.borrower_id,
    loan_month.status,
    loan_month.days_past_due,
    loan_month.vintage,
    loan_month.age_band,
    loan_month.occupation,
    coalesce(loan_month.previous_bucket, 'new') as bucket,
    coalesce(loan_month.bucket, loan_month.status) as to_bucket,
    case when loan_month.previous_bucket is null then 0 else loan_month.previous_balance end as balance,
    loan_month.balance as closing_balance,
    1 as loans
from loan_month
inner join reported_month
    on loan_month.month = reported_month.month and loan_month.platform = reported_month.platform
where reported_month.is_consecutive
