-- How does each unit treat borrowers, measure by measure? One row per agent, team or agency as $level says: the counts
-- behind the right-party rate, promises kept, quality checks, complaints and breaches, null where not reported. cases
-- are those of months in which complaints are reported.
with heard as (
    select
        platform,
        month
    from table_month
    where table_name = 'complaints'
),

held as (
    select
        case $level when 'agent' then held.agent when 'team' then held.team else held.agency end as unit,
        case when min(held.platform) = max(held.platform) then min(held.platform) end as platform,
        case when min(held.team) = max(held.team) then min(held.team) end as team,
        case when min(held.agency) = max(held.agency) then min(held.agency) end as agency,
        sum(case when heard.platform is not null then held.cases end)::bigint as cases
    from caseload_month_agent as held
    left join heard on held.platform = heard.platform and held.month = heard.month
    group by 1
),

contacted as (
    select
        case $level when 'agent' then agent when 'team' then team else agency end as unit,
        sum(contacts)::bigint as contacts,
        sum(case when channel in ('phone', 'ai_voice', 'visit') then contacts else 0 end)::bigint as dials,
        sum(right_party)::bigint as right_party,
        sum(breaches)::bigint as breaches
    from contact_month_agent
    group by 1
),

promised as (
    select
        case $level when 'agent' then agent when 'team' then team else agency end as unit,
        sum(due_promises)::bigint as due_promises,
        sum(kept_promises)::bigint as kept_promises
    from promise_month_agent
    group by 1
),

checked as (
    select
        case $level when 'agent' then agent when 'team' then team else agency end as unit,
        sum(checks)::bigint as checks,
        sum(score_sum) as score_sum,
        sum(critical_checks)::bigint as critical_checks
    from quality_month
    group by 1
),

complained as (
    select
        case $level when 'agent' then agent when 'team' then team else agency end as unit,
        sum(complaints)::bigint as complaints
    from complaint_month_agent
    group by 1
)

select
    held.unit,
    held.platform,
    held.team,
    held.agency,
    held.cases,
    contacted.contacts,
    contacted.dials,
    contacted.right_party,
    contacted.breaches,
    promised.due_promises,
    promised.kept_promises,
    checked.checks,
    checked.score_sum,
    checked.critical_checks,
    complained.complaints
from held
left join contacted on held.unit = contacted.unit
left join promised on held.unit = promised.unit
left join checked on held.unit = checked.unit
left join complained on held.unit = complained.unit
where held.unit <> 'unknown'
order by held.unit
