-- Who is complained of more than their cases let expect? One row per platform, agency or team as $level says, of
-- platforms that report cases and complaints. expected is what the unit's cases would give at everyone's rate of each
-- bucket, scaled so that all units together expect what came in; where no complaint names a bucket, at everyone's rate.
with reported as (
    select
        platform,
        month
    from table_month
    where table_name in ('cases', 'complaints')
    group by platform, month
    having count(*) = 2
),

worked as (
    select
        case $level when 'platform' then held.platform when 'agency' then held.agency else held.team end as unit,
        held.bucket,
        sum(held.cases) as cases
    from caseload_month_agent as held
    inner join reported on held.platform = reported.platform and held.month = reported.month
    group by 1, 2
),

received as (
    select
        case $level when 'platform' then held.platform when 'agency' then held.agency else held.team end as unit,
        held.bucket,
        sum(held.complaints) as complaints
    from complaint_month_agent as held
    inner join reported on held.platform = reported.platform and held.month = reported.month
    group by 1, 2
),

rates as (
    select
        worked.bucket,
        coalesce(sum(received.complaints), 0) / nullif(sum(worked.cases), 0) as rate
    from worked
    left join received on worked.unit = received.unit and worked.bucket = received.bucket
    where worked.unit <> 'unknown'
    group by worked.bucket
),

weighed as (
    select
        worked.unit,
        sum(worked.cases) as cases,
        sum(worked.cases * coalesce(rates.rate, 0)) as weight
    from worked
    left join rates on worked.bucket = rates.bucket
    where worked.unit <> 'unknown'
    group by worked.unit
),

units as (
    select
        weighed.unit,
        coalesce(sum(received.complaints), 0) as complaints,
        weighed.cases,
        weighed.weight
    from weighed
    left join received on weighed.unit = received.unit
    group by weighed.unit, weighed.cases, weighed.weight
)

select
    unit,
    complaints::bigint as complaints,
    cases::bigint as cases,
    case
        when sum(weight) over () > 0 then weight * sum(complaints) over () / sum(weight) over ()
        else cases * sum(complaints) over () / nullif(sum(cases) over (), 0)
    end as expected
from units
order by unit
