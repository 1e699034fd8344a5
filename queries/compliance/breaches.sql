-- How often was each rule broken, where and when? One row per pack, rule, platform and month: the contacts the rule is
-- about, those whose fields allow to judge, and those that break it.
select
    pack,
    rule,
    platform,
    month,
    sum(contacts)::bigint as contacts,
    sum(assessable)::bigint as assessable,
    sum(breaches)::bigint as breaches,
    sum(breaches) * 1000.0 / nullif(sum(contacts), 0) as rate
from breach_month
group by pack, rule, platform, month
order by pack, rule, platform, month
