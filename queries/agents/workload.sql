-- How much does each unit carry? One row per agent, team or agency as $level says, and month: cases worked, opened and
-- closed, contacts attempted and hours on the phone and on visits. Contacts are null where they were not reported.
with held as (
    select
        case $level when 'agent' then agent when 'team' then team else agency end as unit,
        month,
        case when min(platform) = max(platform) then min(platform) end as platform,
        case when min(team) = max(team) then min(team) end as team,
        case when min(agency) = max(agency) then min(agency) end as agency,
        sum(cases)::bigint as cases,
        sum(opened_cases)::bigint as opened_cases,
        sum(closed_cases)::bigint as closed_cases
    from caseload_month_agent
    group by 1, 2
),

done as (
    select
        case $level when 'agent' then agent when 'team' then team else agency end as unit,
        month,
        sum(contacts)::bigint as contacts,
        sum(case when channel in ('phone', 'visit') then handled_seconds else 0 end) / 3600 as handled_hours
    from contact_month_agent
    group by 1, 2
)

select
    held.unit,
    held.platform,
    held.team,
    held.agency,
    held.month,
    held.cases,
    held.opened_cases,
    held.closed_cases,
    done.contacts,
    done.handled_hours
from held
left join done on held.unit = done.unit and held.month = done.month
where held.unit <> 'unknown'
order by held.unit, held.month
