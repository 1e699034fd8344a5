-- How many times was somebody reached by phone about a case on its busiest day of a month? One row per case and month
-- with an answered call, by people or machines.
with days as (
    select
        case_no,
        month,
        day,
        count(*) as calls
    from contact
    where connected = 1 and channel in ('phone', 'ai_voice') and case_no is not null
    group by case_no, month, day
)

select
    case_no,
    month,
    max(calls) as calls
from days
group by case_no, month
