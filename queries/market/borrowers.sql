-- Who owes money? One row per month-end: borrowers with a loan on the book, those whose first loan at their platform
-- was made in the month, and those with several loans at one platform. A person at several platforms counts at each.
select
    month,
    sum(borrowers)::bigint as borrowers,
    sum(new_borrowers)::bigint as new_borrowers,
    sum(borrowers_with_several_loans)::bigint as several_loans,
    sum(borrowers_with_several_loans) / nullif(sum(borrowers), 0) as several_loans_share
from borrower_month
group by month
order by month
