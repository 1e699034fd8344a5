-- What does each loan cost a year? One row per loan lent in a whole month the platform reports; month is that of
-- lending. known, stated and cap_known say what of it is known.
select
    month,
    platform,
    platform_kind,
    region,
    product,
    loan_id,
    principal,
    apr,
    apr_basis,
    apr_band,
    four_lpr,
    above_24,
    above_36,
    above_cap,
    case when apr is null then 0 else 1 end as known,
    case when apr is not null and apr_basis = 'stated' then 1 else 0 end as stated,
    case when above_cap is null then 0 else 1 end as cap_known
from loan_cost
