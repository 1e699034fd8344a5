-- At what time of the week was each rule broken? One row per month, channel, agency, pack, rule, weekday (1 is Monday)
-- and hour in which it was.
with alike as (
    select
        contact.month,
        contact.channel,
        contact.agency_no,
        manner.weekday,
        manner.hour,
        contact.broken,
        count(*) as contacts
    from contact
    inner join covered_month on contact.month = covered_month.month and covered_month.table_name = 'contacts'
    inner join manner on contact.manner_no = manner.manner_no
    where contact.broken <> 0
    group by all
)

select
    alike.month,
    reporting.platform,
    reporting.platform_kind,
    alike.channel,
    coalesce(agency.agency, 'unknown') as agency,
    rule.pack,
    rule.rule,
    cast(alike.weekday as tinyint) as weekday,
    cast(alike.hour as tinyint) as hour,
    cast(sum(alike.contacts) as bigint) as breaches
from alike
inner join rule on alike.channel = rule.channel
cross join reporting
left join agency on alike.agency_no = agency.agency_no
where (alike.broken & rule.bit) <> 0
group by all
order by month
