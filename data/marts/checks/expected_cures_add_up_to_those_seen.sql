-- Do the cures expected of cases add up to those seen, and the agents' to all? A row is a platform's bucket and month
-- in which they do not.
with cases as (
    select
        month,
        platform,
        bucket,
        count(*) as at_risk,
        sum(cured) as cured,
        sum(expected) as expected
    from case_outcome
    group by all
),

agents as (
    select
        month,
        platform,
        bucket,
        sum(at_risk) as at_risk,
        sum(cured) as cured,
        sum(expected) as expected
    from outcome_month
    group by all
)

select
    coalesce(cases.month, agents.month) as month,
    coalesce(cases.platform, agents.platform) as platform,
    coalesce(cases.bucket, agents.bucket) as bucket,
    cases.at_risk,
    cases.cured,
    cases.expected,
    agents.at_risk as at_risk_by_agent,
    agents.cured as cured_by_agent,
    agents.expected as expected_by_agent
from cases
full outer join agents
    on cases.month = agents.month and cases.platform = agents.platform and cases.bucket = agents.bucket
where
    cases.month is null
    or agents.month is null
    or cases.at_risk <> agents.at_risk
    or cases.cured <> agents.cured
    or abs(cases.expected - cases.cured) > 1e-9 * cases.at_risk
    or abs(cases.expected - agents.expected) > 1e-9 * cases.at_risk
