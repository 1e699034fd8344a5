-- Do the buckets of each slice add up to the loans and the balance on the book? A row is a slice that does not.
with book as (
    select
        month,
        platform,
        region,
        product,
        count(*) as loans,
        sum(balance) as balance
    from loan_month
    where bucket is not null
    group by all
),

cube as (
    select
        month,
        platform,
        region,
        product,
        sum(loans) as loans,
        sum(balance) as balance
    from portfolio_month
    group by all
)

select
    coalesce(book.month, cube.month) as month,
    coalesce(book.platform, cube.platform) as platform,
    book.loans,
    cube.loans as loans_in_cube,
    book.balance,
    cube.balance as balance_in_cube
from book
full outer join cube
    on
        book.month = cube.month
        and book.platform = cube.platform
        and book.region = cube.region
        and book.product = cube.product
where
    coalesce(book.loans, -1) <> coalesce(cube.loans, -1)
    or coalesce(book.balance, -1) <> coalesce(cube.balance, -1)
