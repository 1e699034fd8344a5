-- Over which cases are costs shared out, and in what proportion? One row per basis, month, the agent or channel whose
-- costs they are, and the case, channel, agency and agent that bear a part. An agent's costs go by handled seconds,
-- or without any by the days of the cases held. A channel's go first to what its contacts say they cost and then by
-- number; where they say more than was spent, by what they say. What is left goes by case-days. weight_before and
-- weight_all are running and whole sums of the basis.
with costed as (
    select distinct month
    from covered_month
    where table_name = 'costs'
),

channel_spent as (
    select
        month,
        channel,
        sum(fen) as fen
    from cost_pool
    where basis = 'channel'
    group by month, channel
),

channel_stated as (
    select
        channel_spent.month,
        channel_spent.channel,
        channel_spent.fen,
        cast(sum(contact_group.cost) * 100 as bigint) as stated,
        sum(contact_group.rows_of) as rows_of
    from channel_spent
    inner join contact_group
        on channel_spent.month = contact_group.month and channel_spent.channel = contact_group.channel
    group by channel_spent.month, channel_spent.channel, channel_spent.fen
),

by_seconds as (
    select
        contact_group.month,
        contact_group.agent_no as of_agent_no,
        contact_group.case_no,
        contact_group.channel,
        contact_group.agency_no,
        contact_group.handled_seconds as weight
    from contact_group
    inner join costed on contact_group.month = costed.month
    where
        contact_group.handled_seconds > 0
        and contact_group.case_no is not null
        and contact_group.agent_no is not null
),

busy as (
    select distinct
        month,
        of_agent_no
    from by_seconds
),

weights as (
    select
        'agent' as basis,
        month,
        of_agent_no,
        cast(null as varchar) as of_channel,
        case_no,
        channel,
        agency_no,
        of_agent_no as agent_no,
        cast(sum(weight) as bigint) as weight
    from by_seconds
    group by month, of_agent_no, case_no, channel, agency_no
    union all
    select
        'agent' as basis,
        worked.month,
        worked.agent_no as of_agent_no,
        cast(null as varchar) as of_channel,
        worked.case_no,
        'none' as channel,
        collector.agency_no,
        worked.agent_no,
        worked.case_days as weight
    from worked
    inner join costed on worked.month = costed.month
    inner join collector on worked.agent_no = collector.agent_no
    left join busy on worked.month = busy.month and worked.agent_no = busy.of_agent_no
    where busy.month is null
    union all
    select
        'channel' as basis,
        contact_group.month,
        cast(null as integer) as of_agent_no,
        contact_group.channel as of_channel,
        contact_group.case_no,
        contact_group.channel,
        contact_group.agency_no,
        contact_group.agent_no,
        case
            when channel_stated.stated = 0 then contact_group.rows_of
            when channel_stated.stated > channel_stated.fen then cast(contact_group.cost * 100 as bigint)
            else
                cast(contact_group.cost * 100 as bigint) * channel_stated.rows_of
                + (channel_stated.fen - channel_stated.stated) * contact_group.rows_of
        end as weight
    from contact_group
    inner join channel_stated
        on contact_group.month = channel_stated.month and contact_group.channel = channel_stated.channel
    union all
    select
        'rest' as basis,
        worked.month,
        cast(null as integer) as of_agent_no,
        cast(null as varchar) as of_channel,
        worked.case_no,
        'none' as channel,
        collector.agency_no,
        worked.agent_no,
        worked.case_days as weight
    from worked
    inner join costed on worked.month = costed.month
    left join collector on worked.agent_no = collector.agent_no
),

running as (
    select
        weights.*,
        sum(weight) over (
            partition by basis, month, of_agent_no, of_channel
            order by case_no nulls last, channel, agency_no nulls last, agent_no nulls last
            rows between unbounded preceding and current row
        ) as weight_through,
        sum(weight) over (partition by basis, month, of_agent_no, of_channel) as weight_all
    from weights
)

select
    basis,
    month,
    of_agent_no,
    of_channel,
    case_no,
    channel,
    agency_no,
    agent_no,
    weight_through - weight as weight_before,
    weight_through,
    weight_all
from running
