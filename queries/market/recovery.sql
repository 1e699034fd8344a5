-- Who gets late cases cured more often than the county does cases as late? One row per platform or agency as $level
-- says: late cases held as a month began, those cured or settled by its end, those expected at everyone's rate of each
-- bucket, and the variance chance gives their number.
with held as (
    select
        case $level when 'platform' then platform else agency end as unit,
        bucket,
        sum(at_risk) as at_risk,
        sum(cured) as cured
    from outcome_month
    group by 1, 2
),

rates as (
    select
        bucket,
        sum(cured) / nullif(sum(at_risk), 0) as rate
    from held
    where unit <> 'unknown'
    group by bucket
)

select
    held.unit,
    sum(held.at_risk)::bigint as at_risk,
    sum(held.cured)::bigint as observed,
    sum(held.at_risk * rates.rate) as expected,
    sum(held.at_risk * rates.rate * (1 - rates.rate)) as variance
from held
inner join rates on held.bucket = rates.bucket
where held.unit <> 'unknown'
group by held.unit
order by held.unit
