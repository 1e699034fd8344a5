-- Which agents completed which courses? One row per agent, course and completion in a month that is over; month is that
-- of the completion.
select
    last_day(trainings.completed_on) as month,
    reporting.platform,
    reporting.platform_kind,
    coalesce(agency.agency, 'unknown') as agency,
    coalesce(collector.team, 'unknown') as team,
    concat(reporting.platform, '/', trainings.agent_id) as agent,
    trainings.course,
    trainings.hours,
    trainings.score
from submitted_trainings as trainings
inner join submitted on submitted.table_name = 'trainings' and last_day(trainings.completed_on) <= submitted.as_of
cross join reporting
left join collector on trainings.agent_id = collector.agent_id
left join agency on collector.agency_no = agency.agency_no
order by month
