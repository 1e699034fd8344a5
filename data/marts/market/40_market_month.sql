-- How much does each platform have on the book, however late? One row per month, place and product: portfolio_month
-- added up over lateness. largest_… is the largest single loan.
select
    month,
    platform,
    platform_kind,
    region,
    product,
    cast(sum(loans) as bigint) as loans,
    cast(sum(balance) as decimal(18, 2)) as balance,
    max(largest_balance) as largest_balance
from portfolio_month
group by all
order by month
