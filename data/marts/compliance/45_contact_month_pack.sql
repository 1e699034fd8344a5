-- How many contacts would break any rule of each pack, if it applied? One row per month, place, product, lateness,
-- channel, agency and pack.
select
    judged.month,
    reporting.platform,
    reporting.platform_kind,
    judged.region,
    judged.product,
    judged.bucket,
    judged.channel,
    judged.agency,
    pack.pack,
    cast(sum(judged.contacts) as bigint) as contacts,
    cast(sum(case when (judged.broken & pack.bits) = 0 then 0 else judged.contacts end) as bigint) as breaches
from judged
cross join pack
cross join reporting
group by all
order by month
