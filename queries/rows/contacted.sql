-- Which cases was anybody contacted about? One row per month and case open in it.
select
    month,
    platform,
    platform_kind,
    region,
    product,
    case_id,
    loan_id,
    borrower_id,
    bucket,
    agency,
    team,
    agent,
    contacts,
    connected,
    right_party,
    case_days,
    cases
from case_month
where contacts > 0
