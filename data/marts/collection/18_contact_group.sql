-- What was done on each case in a month, by channel and person? One row per case (null: on none), month, channel,
-- agency and agent, with the sums of the contacts' flags; rows_of counts contacts both ways, cost is what they state.
select
    case_no,
    month,
    channel,
    agency_no,
    agent_no,
    count(*) as rows_of,
    cast(sum(contacts) as bigint) as contacts,
    cast(sum(connected) as bigint) as connected,
    cast(sum(right_party) as bigint) as right_party,
    cast(sum(promises_given) as bigint) as promises_given,
    cast(sum(incoming) as bigint) as incoming,
    cast(sum(handled_seconds) as bigint) as handled_seconds,
    cast(sum(party_known) as bigint) as party_known,
    cast(sum(over_call_cap) as bigint) as over_call_cap,
    cast(sum(at_night) as bigint) as at_night,
    cast(sum(single_visitor) as bigint) as single_visitor,
    cast(sum(breaches) as bigint) as breaches,
    cast(coalesce(sum(cost), 0) as decimal(18, 2)) as cost
from contact
group by case_no, month, channel, agency_no, agent_no
