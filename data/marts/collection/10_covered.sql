-- From which day until which is each table of collecting reported? One row per table that has rows: from the first of
-- the month of its first row (of cases: the first one open), or of the month from which on the platform reports its
-- whole book, to the day it was sent.
with firsts as (
    select
        'cases' as table_name,
        min(greatest(cases.opened_on, reporting.reported_from)) as first_on
    from submitted_cases as cases
    cross join reporting
    where cases.closed_on is null or cases.closed_on >= reporting.reported_from
    union all
    select
        'contacts' as table_name,
        cast(min(started_at) as date) as first_on
    from submitted_contacts
    union all
    select
        'payments' as table_name,
        min(paid_on) as first_on
    from submitted_payments
    union all
    select
        'costs' as table_name,
        min(month) as first_on
    from submitted_costs
    union all
    select
        'promises' as table_name,
        min(made_on) as first_on
    from submitted_promises
    union all
    select
        'plans' as table_name,
        min(agreed_on) as first_on
    from submitted_plans
)

select
    firsts.table_name,
    cast(date_trunc('month', greatest(firsts.first_on, reporting.reported_from)) as date) as since,
    submitted.as_of
from firsts
inner join submitted on firsts.table_name = submitted.table_name
cross join reporting
where firsts.first_on is not null
