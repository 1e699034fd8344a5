-- Do the cohorts add up to what was lent? A row is a platform's month in which they do not.
with cohorts as (
    select
        cohort,
        platform,
        month_on_book,
        sum(loans_opened) as loans,
        sum(principal_opened) as principal
    from vintage_month
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
    cohorts.cohort,
    cohorts.platform,
    cohorts.month_on_book,
    cohorts.loans,
    lent.loans as loans_lent
from cohorts
left join lent on cohorts.cohort = lent.month and cohorts.platform = lent.platform
where
    cohorts.loans <> coalesce(lent.loans, 0)
    or cohorts.principal <> coalesce(lent.principal, 0)
