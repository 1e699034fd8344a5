-- What does the lending of each month cost a year? One row per whole month of origination, place, product, band of the
-- annual rate and what the rate comes from. known: loans whose rate is known; cap_known: those of which four times the
-- prime rate is known as well.
select
    month,
    platform,
    platform_kind,
    region,
    product,
    apr_band,
    apr_basis,
    count(*) as loans,
    cast(sum(principal) as decimal(18, 2)) as principal,
    max(principal) as largest_principal,
    count(apr) as known,
    count(case when apr_basis = 'stated' then apr end) as stated,
    cast(sum(above_24) as bigint) as above_24,
    cast(sum(above_36) as bigint) as above_36,
    count(above_cap) as cap_known,
    cast(sum(above_cap) as bigint) as above_cap
from loan_cost
group by all
order by month
