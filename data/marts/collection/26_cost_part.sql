-- What does each case cost in a month, by category, channel and who worked it? One row per case (null: could be given
-- to none) and those. A part is the rounded share up to and including the case less the one before it, so that the
-- parts of a pool add up to it to the fen. Whatever has no weights of its own basis is shared out with the rest.
with bases as (
    select distinct
        basis,
        month,
        of_agent_no,
        of_channel,
        weight_all
    from cost_weight
),

based as (
    select
        pool.month,
        pool.category,
        pool.channel,
        pool.agent_no,
        pool.case_no,
        pool.fen,
        case when pool.basis = 'case' or own.basis is not null then pool.basis else 'rest' end as basis
    from cost_pool as pool
    left join bases as own
        on
            pool.basis = own.basis
            and pool.month = own.month
            and (
                (own.basis = 'agent' and pool.agent_no = own.of_agent_no)
                or (own.basis = 'channel' and pool.channel = own.of_channel)
            )
),

shared as (
    select
        based.month,
        based.category,
        coalesce(based.channel, weight.channel) as channel,
        weight.case_no,
        case when based.agent_no is null then weight.agency_no else payee.agency_no end as agency_no,
        coalesce(based.agent_no, weight.agent_no) as agent_no,
        sign(based.fen) * (
            (2 * abs(based.fen) * weight.weight_through + weight.weight_all) // (2 * weight.weight_all)
            - (2 * abs(based.fen) * weight.weight_before + weight.weight_all) // (2 * weight.weight_all)
        ) as fen
    from based
    inner join cost_weight as weight
        on
            based.basis = weight.basis
            and based.month = weight.month
            and case when based.basis = 'agent' then based.agent_no else -1 end = coalesce(weight.of_agent_no, -1)
            and case when based.basis = 'channel' then based.channel else 'none' end
            = coalesce(weight.of_channel, 'none')
    left join collector as payee on based.agent_no = payee.agent_no
),

unshared as (
    select
        based.month,
        based.category,
        coalesce(based.channel, 'none') as channel,
        based.case_no,
        case when based.agent_no is null then collector.agency_no else payee.agency_no end as agency_no,
        coalesce(based.agent_no, worked.agent_no) as agent_no,
        based.fen
    from based
    left join bases as rest on rest.basis = 'rest' and based.month = rest.month
    left join worked on based.case_no = worked.case_no and based.month = worked.month
    left join collector on worked.agent_no = collector.agent_no
    left join collector as payee on based.agent_no = payee.agent_no
    where based.basis = 'case' or (based.basis = 'rest' and rest.basis is null)
),

parts as (
    select * from shared
    union all
    select * from unshared
)

select
    month,
    category,
    channel,
    case_no,
    agency_no,
    agent_no,
    cast(cast(sum(fen) as bigint) * 0.01 as decimal(18, 2)) as cost
from parts
group by month, category, channel, case_no, agency_no, agent_no
