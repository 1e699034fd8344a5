-- Do loans, borrowers and balances of a platform's month agree? A row is a platform's month in which they do not: the
-- book is not that of portfolio_month, nobody or more people than loans owe it, or as many owe several as all.
with books as (
    select
        platform,
        month,
        sum(loans) as loans,
        sum(balance) as balance
    from portfolio_month
    group by platform, month
),

markets as (
    select
        platform,
        month,
        sum(loans) as loans,
        sum(balance) as balance
    from market_month
    group by platform, month
),

people as (
    select
        platform,
        month,
        sum(borrowers) as borrowers,
        sum(borrowers_with_several_loans) as several
    from borrower_month
    group by platform, month
)

select
    books.platform,
    books.month,
    books.loans,
    markets.loans as market_loans,
    people.borrowers
from books
left join markets on books.platform = markets.platform and books.month = markets.month
left join people on books.platform = people.platform and books.month = people.month
where
    coalesce(markets.loans, 0) <> books.loans
    or coalesce(markets.balance, 0) <> books.balance
    or coalesce(people.borrowers, 0) not between 1 and books.loans
    or books.loans - people.borrowers < people.several
