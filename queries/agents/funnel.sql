-- What became of the late cases each unit held, beside what their mix let expect? One row per agent, team or agency as
-- $level says: cases at risk, those cured by the next month-end, those expected to be, and the variance chance gives
-- their number, case by case: a mix of easy and hard cases varies less than as many of its mean.
with units as (
    select
        case $level when 'agent' then agent when 'team' then team else agency end as unit,
        platform,
        team,
        agency,
        at_risk,
        cured,
        expected,
        variance
    from outcome_month
)

select
    unit,
    case when min(platform) = max(platform) then min(platform) end as platform,
    case when min(team) = max(team) then min(team) end as team,
    case when min(agency) = max(agency) then min(agency) end as agency,
    sum(at_risk)::bigint as at_risk,
    sum(cured)::bigint as observed,
    sum(expected) as expected,
    sum(variance) as variance
from units
where unit <> 'unknown'
group by unit
order by unit
