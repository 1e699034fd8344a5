-- What does one more contact bring? One row per number of the contact within a case's first 30 days: cases that got so
-- many, what came in after it and before the next (at most 7 days later), what it cost, and how many cases paid.
select
    contact_no,
    sum(contacts)::bigint as cases,
    sum(cash) as cash,
    sum(cost) as cost,
    sum(paying_cases)::bigint as paying
from nth_contact
group by contact_no
order by contact_no
