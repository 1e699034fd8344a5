-- Which rules go together? One row per pack, with the sum of its rules' bits.
with single as (
    select distinct
        pack,
        bit
    from rule
)

select
    pack,
    cast(sum(bit) as bigint) as bits
from single
group by pack
