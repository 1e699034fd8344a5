-- How would the book be classified by days past due alone? One row per month-end and category, with its share of the
-- balance. $scale is loan (over 0, 90, 270, 360 days) or card (over 0, 90, 120, 180 days).
with classed as (
    select
        month,
        loans,
        balance,
        largest_balance,
        case
            when $scale <> 'card' then loan_class
            when bucket = 'M0' then 'normal'
            when bucket in ('M1', 'M2', 'M3') then 'special_mention'
            when bucket = 'M4' then 'substandard'
            when bucket in ('M5', 'M6') then 'doubtful'
            else 'loss'
        end as category
    from portfolio_month
),

categories as (
    select
        month,
        category,
        sum(loans)::bigint as loans,
        sum(balance) as balance,
        max(largest_balance) as largest_balance
    from classed
    group by month, category
)

select
    month,
    category as loan_class,
    loans,
    balance,
    loans / sum(loans) over by_month as share_of_loans,
    balance / nullif(sum(balance) over by_month, 0) as share_of_balance,
    largest_balance
from categories
window by_month as (partition by month)
order by
    month,
    case category
        when 'normal' then 1
        when 'special_mention' then 2
        when 'substandard' then 3
        when 'doubtful' then 4
        else 5
    end
