-- What short number stands for an agency while the marts are made? One row per agency, and one for those of the house.
with named as (
    select agency from submitted_agents
    union
    select agency from submitted_contacts
    union
    select 'in_house' as agency
)

select
    agency,
    cast(row_number() over (order by agency) as integer) as agency_no
from named
where agency is not null
