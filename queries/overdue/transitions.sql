-- Where did loans go from one month-end to the next? One row per month, bucket at the month-end before (new: not on the
-- book then) and what became of it: a bucket, settled, written_off, sold or not_reported. balance is that of the
-- month-end before, closing_balance that of this one; the shares are of what was in that bucket then.
with moves as (
    select
        month,
        bucket as from_bucket,
        to_bucket,
        sum(loans)::bigint as loans,
        sum(balance) as balance,
        sum(closing_balance) as closing_balance,
        max(largest_balance) as largest_balance,
        max(largest_closing_balance) as largest_closing_balance
    from transition_month
    group by month, bucket, to_bucket
)

select
    month,
    from_bucket,
    to_bucket,
    loans,
    balance,
    closing_balance,
    loans / sum(loans) over started as share_of_loans,
    balance / nullif(sum(balance) over started, 0) as share_of_balance,
    largest_balance,
    largest_closing_balance
from moves
window started as (partition by month, from_bucket)
order by month, from_bucket, to_bucket
