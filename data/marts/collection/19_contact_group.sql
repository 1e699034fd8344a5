-- What was done on each case in a month, by channel and person? One row per case (null: on none), whole month, channel,
-- agency and agent, with the sums of the contacts' flags; rows_of counts contacts both ways, cost is what they state.
select
    contact.case_no,
    contact.month,
    contact.channel,
    contact.agency_no,
    contact.agent_no,
    count(*) as rows_of,
    cast(sum(contact.contacts) as bigint) as contacts,
    cast(sum(contact.connected) as bigint) as connected,
    cast(sum(contact.right_party) as bigint) as right_party,
    cast(sum(contact.promises_given) as bigint) as promises_given,
    cast(sum(contact.incoming) as bigint) as incoming,
    cast(sum(contact.handled_seconds) as bigint) as handled_seconds,
    cast(sum(contact.party_known) as bigint) as party_known,
    cast(sum(contact.breaches) as bigint) as breaches,
    cast(coalesce(sum(contact.cost), 0) as decimal(18, 2)) as cost
from contact
inner join covered_month on contact.month = covered_month.month and covered_month.table_name = 'contacts'
group by contact.case_no, contact.month, contact.channel, contact.agency_no, contact.agent_no
