-- How did each platform do against each rule, whatever the place and product? One row per month, lateness, channel,
-- agency, pack and rule: contact_month_rule added up.
select
    month,
    platform,
    platform_kind,
    bucket,
    channel,
    agency,
    pack,
    rule,
    cast(sum(contacts) as bigint) as contacts,
    cast(sum(assessable) as bigint) as assessable,
    cast(sum(breaches) as bigint) as breaches
from contact_month_rule
group by all
order by month
