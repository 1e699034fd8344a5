-- How much of what was handed to collection in a month had come in n times thirty days after each case's opening? One
-- row per month opened, place, product, lateness then and n up to 24, once that time is over for the whole month; cash
-- is all of it up to then, paying_cases those it came from.
with ages as (
    select month_no - min(month_no) over () as months_since
    from calendar
),

placed as (
    select
        month,
        region,
        product,
        bucket,
        sum(cases) as cases,
        sum(balance) as balance,
        max(largest_balance) as largest_balance
    from placed_cash
    group by month, region, product, bucket
),

seen as (
    select
        placed.*,
        ages.months_since
    from placed
    cross join ages
    inner join covered
        on
            covered.table_name = 'payments'
            and placed.month + cast(30 * ages.months_since as integer) <= covered.as_of
    where ages.months_since <= 24
)

select
    seen.month,
    reporting.platform,
    reporting.platform_kind,
    seen.region,
    seen.product,
    seen.bucket,
    cast(seen.months_since as integer) as months_since,
    cast(seen.cases as bigint) as cases,
    cast(seen.balance as decimal(18, 2)) as balance,
    seen.largest_balance,
    cast(sum(coalesce(placed_cash.paying_cases, 0)) over by_age as bigint) as paying_cases,
    cast(sum(coalesce(placed_cash.cash, 0)) over by_age as decimal(18, 2)) as cash
from seen
cross join reporting
left join placed_cash
    on
        seen.month = placed_cash.month
        and seen.region = placed_cash.region
        and seen.product = placed_cash.product
        and seen.bucket = placed_cash.bucket
        and seen.months_since = placed_cash.months_since
window by_age as (partition by seen.month, seen.region, seen.product, seen.bucket order by seen.months_since)
order by seen.month, seen.months_since
