-- How did each agent do against each rule? One row per month, channel, agent, pack and rule.
with alike as (
    select
        contact.month,
        contact.channel,
        contact.agency_no,
        contact.agent_no,
        manner.concerned,
        manner.judged,
        contact.broken,
        count(*) as contacts
    from contact
    inner join covered_month on contact.month = covered_month.month and covered_month.table_name = 'contacts'
    inner join manner on contact.manner_no = manner.manner_no
    group by all
),

told as (
    select
        month,
        channel,
        agency_no,
        agent_no,
        concerned,
        judged,
        sum(contacts) as contacts
    from alike
    group by all
),

counted as (
    select
        told.month,
        told.channel,
        told.agency_no,
        told.agent_no,
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
        alike.month,
        alike.channel,
        alike.agency_no,
        alike.agent_no,
        rule.pack,
        rule.rule,
        0 as contacts,
        0 as assessable,
        alike.contacts as breaches
    from alike
    inner join rule on alike.channel = rule.channel
    where alike.broken <> 0 and (alike.broken & rule.bit) <> 0
)

select
    counted.month,
    reporting.platform,
    reporting.platform_kind,
    counted.channel,
    coalesce(agency.agency, 'unknown') as agency,
    coalesce(collector.team, 'unknown') as team,
    coalesce(collector.agent, 'unknown') as agent,
    counted.pack,
    counted.rule,
    cast(sum(counted.contacts) as bigint) as contacts,
    cast(sum(counted.assessable) as bigint) as assessable,
    cast(sum(counted.breaches) as bigint) as breaches
from counted
cross join reporting
left join collector on counted.agent_no = collector.agent_no
left join agency on counted.agency_no = agency.agency_no
group by all
order by month
