-- Where did loans go from one month-end to the next? One row per month, bucket at the month-end before (new: not on the
-- book then) and what became of it: a bucket, settled, written_off, sold or not_reported. balance is that of the
-- month-end before, closing_balance that of this one.
select
    month,
    bucket as from_bucket,
    to_bucket,
    sum(loans)::bigint as loans,
    sum(balance) as balance,
    sum(closing_balance) as closing_balance
from transition_month
group by month, bucket, to_bucket
order by month, from_bucket, to_bucket
