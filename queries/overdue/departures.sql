-- How did loans leave the book? One row per month and way of leaving: settled, written_off, sold, or not_reported any
-- more. balance is that of the month-end before, where that was reported.
select
    month,
    status,
    count(*) as loans,
    sum(previous_balance) as balance
from loan_month
where bucket is null
group by month, status
order by month, status
