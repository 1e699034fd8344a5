-- Where a platform sends both schedules and month-end balances, how far apart are they? One row per month both cover;
-- bucket_differences counts loans in different buckets, or on the book by one source only.
with computed as (
    select
        loan_no,
        month,
        bucket,
        balance
    from state
    where source = 'instalments' and bucket is not null
),

given as (
    select
        state.loan_no,
        state.month,
        state.bucket,
        state.balance
    from state
    cross join reporting
    where reporting.source = 'instalments' and state.source = 'loan_months' and state.bucket is not null
),

both_months as (
    select distinct given.month
    from given
    inner join reported on given.month = reported.month
),

pairs as (
    select
        coalesce(computed.month, given.month) as month,
        coalesce(computed.bucket, 'none') <> coalesce(given.bucket, 'none') as is_different,
        case
            when given.loan_no is null then computed.balance
            when computed.loan_no is null then -given.balance
            else computed.balance - given.balance
        end as difference
    from computed
    full outer join given on computed.loan_no = given.loan_no and computed.month = given.month
)

select
    pairs.month,
    reporting.platform,
    reporting.platform_kind,
    count(*) as loans,
    cast(sum(pairs.difference) as decimal(18, 2)) as balance_difference,
    cast(sum(case when pairs.is_different then 1 else 0 end) as bigint) as bucket_differences
from pairs
inner join both_months on pairs.month = both_months.month
cross join reporting
group by all
order by month
