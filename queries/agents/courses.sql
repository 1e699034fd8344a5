-- Which courses were completed by the agents in view? One row per course and month, with how many completed it, the
-- hours a course took and its average score.
select
    course,
    month,
    count(*) as completions,
    avg(hours) as hours,
    avg(score) as score
from agent_course
group by course, month
order by month desc, course asc
