-- What does this platform report its balances from, since when and until when? One row. Before reported_from only loans
-- that were still running then are known: counting them as the book would count survivors.
with held as (
    select
        max(case when table_name = 'loans' then as_of end) as loans_as_of,
        max(case when table_name = 'instalments' then as_of end) as instalments_as_of,
        max(case when table_name = 'payments' then as_of end) as payments_as_of,
        max(case when table_name = 'loan_months' then as_of end) as loan_months_as_of
    from submitted
),

chosen as (
    select
        loans_as_of,
        payments_as_of,
        loan_months_as_of,
        case
            when instalments_as_of is not null and payments_as_of is not null then 'instalments'
            when loan_months_as_of is not null then 'loan_months'
        end as source
    from held
)

select
    given.platform,
    given.platform_kind,
    coalesce(given.reported_from, date '1900-01-01') as reported_from,
    chosen.source,
    case chosen.source
        when 'instalments' then chosen.payments_as_of when 'loan_months' then chosen.loan_months_as_of
    end as balances_as_of,
    chosen.loans_as_of,
    chosen.payments_as_of
from platform_given as given
cross join chosen
