-- Who breaks the rules that count here, or the one named? One row per platform, agency, team or channel as $level says:
-- contacts (with a rule, those it is about) and breaches; without a rule also the cases contacted month by month and
-- those with a breach, which are nobody's by channel.
with told as (
    select
        case $level when 'platform' then platform when 'agency' then agency when 'team' then team else channel end
            as unit,
        contacts,
        contacts as assessable,
        breaches
    from contact_month_agent
    where $rule = ''
    union all
    select
        case $level when 'platform' then platform when 'agency' then agency when 'team' then team else channel end
            as unit,
        contacts,
        assessable,
        breaches
    from breach_month_team
    where rule = $rule
),

contacted as (
    select
        unit,
        sum(contacts)::bigint as contacts,
        case when $rule <> '' then sum(assessable)::bigint end as assessable,
        sum(breaches)::bigint as breaches
    from told
    group by unit
    having sum(contacts) > 0
),

worked as (
    select
        case $level when 'platform' then platform when 'agency' then agency when 'team' then team end as unit,
        sum(cases)::bigint as cases,
        sum(breached_cases)::bigint as breached_cases
    from breached_case_month_agent
    where $rule = '' and $level <> 'channel'
    group by 1
)

select
    contacted.unit,
    contacted.contacts,
    contacted.assessable,
    contacted.breaches,
    contacted.breaches * 1000.0 / nullif(contacted.contacts, 0) as rate,
    worked.cases,
    worked.breached_cases,
    worked.breached_cases * 1.0 / nullif(worked.cases, 0) as breached_case_share
from contacted
left join worked on contacted.unit = worked.unit
order by contacted.unit
