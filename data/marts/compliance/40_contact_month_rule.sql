-- How many contacts was each rule about, how many of them can be judged, and how many break it? One row per month,
-- place, product, lateness, channel, agency, pack and rule.
with told as (
    select
        month,
        region,
        product,
        bucket,
        channel,
        agency,
        concerned,
        judged,
        sum(contacts) as contacts
    from judged
    group by all
),

counted as (
    select
        told.month,
        told.region,
        told.product,
        told.bucket,
        told.channel,
        told.agency,
        rule.pack,
        rule.rule,
        told.contacts,
        case when (told.judged & rule.bit) = 0 then 0 else told.contacts end as assessable,
        0 as breaches
    from told
    inner join rule on told.channel = rule.channel
    where (told.concerned & rule.bit) <> 0
    union all
    select
        judged.month,
        judged.region,
        judged.product,
        judged.bucket,
        judged.channel,
        judged.agency,
        rule.pack,
        rule.rule,
        0 as contacts,
        0 as assessable,
        judged.contacts as breaches
    from judged
    inner join rule on judged.channel = rule.channel
    where judged.broken <> 0 and (judged.broken & rule.bit) <> 0
)

select
    counted.month,
    reporting.platform,
    reporting.platform_kind,
    counted.region,
    counted.product,
    counted.bucket,
    counted.channel,
    counted.agency,
    counted.pack,
    counted.rule,
    cast(sum(counted.contacts) as bigint) as contacts,
    cast(sum(counted.assessable) as bigint) as assessable,
    cast(sum(counted.breaches) as bigint) as breaches
from counted
cross join reporting
group by all
order by month
