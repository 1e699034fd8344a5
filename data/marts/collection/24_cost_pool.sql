-- What does the ledger say was spent, and on what basis is it shared out? One row per reported month, category and
-- whatever the ledger names: a case, an agent, a channel or nothing; fen are hundredths of a yuan. What contacts of a
-- channel say they cost is added where the ledger has no row for the channel (is_stated = 1).
with ledger as (
    select
        costs.month,
        costs.category,
        costs.channel,
        collector.agent_no,
        case_file.case_no,
        costs.amount,
        case
            when costs.case_id is not null then 'case'
            when costs.agent_id is not null then 'agent'
            when costs.channel is not null then 'channel'
            else 'rest'
        end as basis
    from submitted_costs as costs
    inner join covered_month on costs.month = covered_month.month and covered_month.table_name = 'costs'
    left join case_file on costs.case_id = case_file.case_id
    left join collector on costs.agent_id = collector.agent_id
),

in_ledger as (
    select distinct
        month,
        channel
    from ledger
    where basis = 'channel'
),

stated as (
    select
        contact_group.month,
        contact_group.channel,
        sum(contact_group.cost) as amount
    from contact_group
    inner join covered_month on contact_group.month = covered_month.month and covered_month.table_name = 'costs'
    left join in_ledger on contact_group.month = in_ledger.month and contact_group.channel = in_ledger.channel
    where in_ledger.month is null
    group by contact_group.month, contact_group.channel
    having sum(contact_group.cost) > 0
),

both_kinds as (
    select
        ledger.*,
        0 as is_stated
    from ledger
    union all
    select
        stated.month,
        case
            when stated.channel in ('phone', 'ai_voice') then 'telecom'
            when stated.channel in ('sms', 'visit') then stated.channel
            else 'other'
        end as category,
        stated.channel,
        null as agent_no,
        null as case_no,
        stated.amount,
        'channel' as basis,
        1 as is_stated
    from stated
)

select
    month,
    category,
    channel,
    agent_no,
    case_no,
    basis,
    is_stated,
    cast(sum(amount) * 100 as bigint) as fen
from both_kinds
group by month, category, channel, agent_no, case_no, basis, is_stated
