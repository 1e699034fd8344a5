-- At what time of the week is a rule broken? One row per weekday (1 is Monday) and hour with contacts on the channels
-- the rule is about, and those of them that break it.
with concerned as (
    select distinct channel
    from breach_month
    where rule = $rule
),

told as (
    select
        contact_hour.weekday,
        contact_hour.hour,
        sum(contact_hour.contacts)::bigint as contacts
    from contact_hour
    inner join concerned on contact_hour.channel = concerned.channel
    group by contact_hour.weekday, contact_hour.hour
),

broken as (
    select
        weekday,
        hour,
        sum(breaches)::bigint as breaches
    from breach_hour
    where rule = $rule
    group by weekday, hour
)

select
    told.weekday,
    told.hour,
    told.contacts,
    coalesce(broken.breaches, 0) as breaches,
    coalesce(broken.breaches, 0) * 1000.0 / told.contacts as rate
from told
left join broken on told.weekday = broken.weekday and told.hour = broken.hour
order by told.weekday, told.hour
