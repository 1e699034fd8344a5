-- What does each loan cost a year, and which lines is it above? One row per loan that was lent in a whole month the
-- platform reports. apr_basis: schedule where the instalments give a rate, else stated, the annual rate reported; a
-- stated rate of nought says nothing. A rate is above a line by more than 1/8 of a percentage point, what 12 CFR
-- 1026.22(a)(2) lets pass as rounding. four_lpr is four times the one-year prime rate on the day of lending; null where
-- that is not known.
with priced as (
    select
        loan.*,
        4 * lpr.rate as four_lpr,
        case when agreed_rate.annual_rate is null then 'stated' else 'schedule' end as apr_basis,
        coalesce(agreed_rate.annual_rate, nullif(loan.annual_rate, 0)) as apr
    from loan
    cross join reporting
    inner join numbered on loan.loan_id = numbered.loan_id
    left join agreed_rate on numbered.loan_no = agreed_rate.loan_no
    left join lpr on loan.originated_on between lpr.from_on and lpr.until_on
    where loan.originated_loans = 1 and loan.vintage <= reporting.loans_as_of
)

select
    platform,
    platform_kind,
    loan_id,
    region,
    product,
    vintage as month,
    principal,
    apr,
    apr_basis,
    four_lpr,
    case
        when apr is null then 'unknown'
        when apr <= 0.12125 then 'up_to_12'
        when apr <= 0.18125 then '12_to_18'
        when apr <= 0.24125 then '18_to_24'
        when apr <= 0.36125 then '24_to_36'
        else 'over_36'
    end as apr_band,
    case when apr > 0.24125 then 1 when apr is not null then 0 end as above_24,
    case when apr > 0.36125 then 1 when apr is not null then 0 end as above_36,
    case when apr > four_lpr + 0.00125 then 1 when apr is not null and four_lpr is not null then 0 end as above_cap
from priced
order by month, loan_id
