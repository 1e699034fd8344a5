-- Is every loan lent in a month set against the lines, or said to have no known rate? A row is a platform's month in
-- which that is not so.
with priced as (
    select
        month,
        platform,
        sum(loans) as loans,
        sum(principal) as principal
    from credit_cost_month
    group by all
),

lent as (
    select
        month,
        platform,
        sum(originated_loans) as loans,
        sum(originated_principal) as principal
    from origination_month
    group by all
)

select
    lent.month,
    lent.platform,
    lent.loans,
    priced.loans as loans_priced
from lent
left join priced on lent.month = priced.month and lent.platform = priced.platform
where lent.loans <> coalesce(priced.loans, 0) or lent.principal <> coalesce(priced.principal, 0)
