-- How often was a loan written off, by the worst lateness it ever had on the book? One row per worst bucket, M2 and
-- later together; every loan that was on the book in the months asked counts once.
with lives as (
    select
        platform,
        loan_id,
        max(bucket) as worst_bucket,
        max(case when status = 'written_off' then 1 else 0 end) as written_off
    from loan_month
    group by platform, loan_id
),

grouped as (
    select
        written_off,
        case when worst_bucket in ('M0', 'M1') then worst_bucket else 'M2+' end as worst_bucket
    from lives
    where worst_bucket is not null
)

select
    worst_bucket,
    count(*) as loans,
    sum(written_off)::bigint as written_off_loans,
    sum(written_off) / count(*) as share_written_off
from grouped
group by worst_bucket
order by worst_bucket
