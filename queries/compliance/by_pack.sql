-- Who would break the rules of a pack, if it applied? One row per platform, agency or channel as $level says: contacts,
-- those against any rule of $pack, and the cases contacted month by month and those with such a contact, which are
-- nobody's by channel.
with contacted as (
    select
        case $level when 'platform' then platform when 'agency' then agency else channel end as unit,
        sum(contacts)::bigint as contacts,
        sum(breaches)::bigint as breaches
    from pack_month
    where pack = $pack
    group by 1
    having sum(contacts) > 0
),

worked as (
    select
        case $level when 'platform' then platform when 'agency' then agency end as unit,
        sum(cases)::bigint as cases,
        sum(breached_cases)::bigint as breached_cases
    from breached_case_month_pack
    where pack = $pack and $level <> 'channel'
    group by 1
)

select
    contacted.unit,
    contacted.contacts,
    null::bigint as assessable,
    contacted.breaches,
    contacted.breaches * 1000.0 / nullif(contacted.contacts, 0) as rate,
    worked.cases,
    worked.breached_cases,
    worked.breached_cases * 1.0 / nullif(worked.cases, 0) as breached_case_share
from contacted
left join worked on contacted.unit = worked.unit
order by contacted.unit
