-- Do borrowers come back after being collected from? One row per month cases were closed as paid, and by whether the
-- borrower complained: cases closed, those whose $days days have passed, and those of them with a new loan by then.
select
    month,
    complained,
    sum(closed_cases)::bigint as closed,
    sum(case when $days = 365 then mature_365 else mature_180 end)::bigint as mature,
    sum(case when $days = 365 then returned_365 else returned_180 end)::bigint as returned
from returned_month
group by month, complained
order by month, complained
