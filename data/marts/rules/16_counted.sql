-- Which rules that count a contact with others does it break? One row per contact that breaks any, with the sum of the
-- rules' bits.
with found as (
    select
        contact_id,
        bit
    from over_day
    union all
    select
        contact_id,
        bit
    from too_soon_third
    union all
    select
        contact_id,
        bit
    from over_days
)

select
    contact_id,
    cast(sum(bit) as bigint) as broken
from found
group by contact_id
