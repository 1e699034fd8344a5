-- How is the book spread over the stages of lateness? One row per month-end and bucket, with its share of the book.
with buckets as (
    select
        month,
        bucket,
        sum(loans)::bigint as loans,
        sum(balance) as balance,
        max(largest_balance) as largest_balance
    from portfolio_month
    group by month, bucket
)

select
    month,
    bucket,
    loans,
    balance,
    loans / sum(loans) over by_month as share_of_loans,
    balance / nullif(sum(balance) over by_month, 0) as share_of_balance,
    largest_balance
from buckets
window by_month as (partition by month)
order by month, bucket
