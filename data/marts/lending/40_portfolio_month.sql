-- What is on the book at each month-end, and how late is it? One row per month, place, product and lateness.
select
    month,
    platform,
    platform_kind,
    region,
    product,
    bucket,
    loan_class,
    cast(sum(loans) as bigint) as loans,
    cast(sum(balance) as decimal(18, 2)) as balance,
    cast(sum(arrears) as decimal(18, 2)) as arrears,
    cast(sum(restructured_loans) as bigint) as restructured_loans,
    cast(sum(restructured_balance) as decimal(18, 2)) as restructured_balance,
    cast(sum(balance_days) as decimal(18, 2)) as balance_days,
    max(balance) as largest_balance,
    max(restructured_balance) as largest_restructured_balance
from loan_month
where bucket is not null
group by all
order by month
