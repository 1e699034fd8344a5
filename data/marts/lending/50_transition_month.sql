-- Where did loans go from one month-end to the next? One row per month, place, product, bucket at the month-end before
-- (new: not on the book then) and what became of it. balance is the one before, closing_balance the one after.
select
    loan_month.month,
    loan_month.platform,
    loan_month.platform_kind,
    loan_month.region,
    loan_month.product,
    coalesce(loan_month.previous_bucket, 'new') as bucket,
    coalesce(loan_month.bucket, loan_month.status) as to_bucket,
    count(*) as loans,
    cast(
        sum(case when loan_month.previous_bucket is null then 0 else loan_month.previous_balance end) as decimal(18, 2)
    ) as balance,
    cast(sum(loan_month.balance) as decimal(18, 2)) as closing_balance,
    max(case when loan_month.previous_bucket is null then 0 else loan_month.previous_balance end) as largest_balance,
    max(loan_month.balance) as largest_closing_balance
from loan_month
inner join reported on loan_month.month = reported.month
where reported.is_consecutive
group by all
order by month
