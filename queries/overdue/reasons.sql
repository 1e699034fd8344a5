-- Why are borrowers late, as the platforms record it? One row per month-end and reason, late loans only, with the
-- reason's share of what is late. unknown: no reason was reported.
with reasons as (
    select
        month,
        overdue_reason,
        sum(loans)::bigint as loans,
        sum(balance) as balance,
        max(largest_balance) as largest_balance
    from portfolio_month_overdue_reason
    where bucket <> 'M0'
    group by month, overdue_reason
)

select
    month,
    overdue_reason,
    loans,
    balance,
    loans / sum(loans) over by_month as share_of_loans,
    balance / nullif(sum(balance) over by_month, 0) as share_of_balance,
    largest_balance
from reasons
window by_month as (partition by month)
order by month asc, loans desc, overdue_reason asc
