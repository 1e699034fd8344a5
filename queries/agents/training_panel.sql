-- What became of the cases of agents who took a course and of those who did not, month by month? One row per course,
-- agent and month; trained_month is null for an agent who never took it. $course names one course, '' all.
with waves as (
    select
        course,
        agent,
        min(month) as trained_month
    from agent_course
    where $course in ('', course)
    group by course, agent
),

courses as (
    select distinct course from waves
),

held as (
    select
        agent,
        month,
        sum(at_risk)::bigint as at_risk,
        sum(cured)::bigint as cured,
        sum(expected) as expected
    from outcome_month
    where agent <> 'unknown'
    group by agent, month
)

select
    held.agent,
    courses.course,
    waves.trained_month,
    held.month,
    held.at_risk,
    held.cured,
    held.expected
from held
cross join courses
left join waves on held.agent = waves.agent and courses.course = waves.course
order by courses.course, held.agent, held.month
