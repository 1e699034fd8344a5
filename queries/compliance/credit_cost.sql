-- What does lending cost a year, and how much of it is above which line? One row per platform, month of lending,
-- product, township, band or basis of the annual rate, as $level says. known: loans whose rate is known, stated: those
-- known only by the rate the platform states; cap_known: those of which four times the prime rate on the day of lending
-- is known too. Shares are of the known.
with lent as (
    select
        case $level
            when 'platform' then platform
            when 'month' then strftime(month, '%Y-%m-%d')
            when 'product' then product
            when 'region' then region
            when 'apr_basis' then apr_basis
            else apr_band
        end as unit,
        case when $level = 'platform' then platform_kind end as platform_kind,
        loans,
        principal,
        largest_principal,
        known,
        stated,
        above_24,
        above_36,
        cap_known,
        above_cap
    from credit_cost_month
)

select
    unit,
    platform_kind,
    sum(loans)::bigint as loans,
    sum(principal) as principal,
    max(largest_principal) as largest_principal,
    sum(known)::bigint as known,
    sum(stated)::bigint as stated,
    sum(above_24)::bigint as above_24,
    sum(above_36)::bigint as above_36,
    sum(cap_known)::bigint as cap_known,
    sum(above_cap)::bigint as above_cap,
    sum(above_24) / nullif(sum(known), 0) as above_24_share,
    sum(above_36) / nullif(sum(known), 0) as above_36_share,
    sum(above_cap) / nullif(sum(cap_known), 0) as above_cap_share
from lent
group by unit, platform_kind
order by unit
