-- Which late cases were cured within a month, and which were to be expected to? One row per case and month at risk,
-- with whoever held it on the first day. expected is the chance of its cell, scaled so that within a bucket and month
-- the expected add up to the cured: it knows nothing that an agent can change.
with chances as (
    select
        at_risk.*,
        risk_cell.chance
    from at_risk
    inner join case_file on at_risk.case_no = case_file.case_no
    inner join risk_cell
        on
            at_risk.bucket = risk_cell.bucket
            and at_risk.balance_band = risk_cell.balance_band
            and case_file.product = risk_cell.product
            and case_file.region = risk_cell.region
),

months as (
    select
        month,
        bucket,
        sum(cured) / nullif(sum(chance), 0) as factor
    from chances
    group by month, bucket
)

select
    chances.month,
    case_file.platform,
    case_file.platform_kind,
    case_file.region,
    case_file.product,
    case_file.age_band,
    case_file.occupation,
    chances.bucket,
    chances.balance_band,
    coalesce(agency.agency, 'unknown') as agency,
    coalesce(collector.team, 'unknown') as team,
    coalesce(collector.agent, 'unknown') as agent,
    case_file.case_id,
    1 as at_risk,
    chances.cured,
    coalesce(chances.chance * months.factor, 0) as expected
from chances
inner join months on chances.month = months.month and chances.bucket = months.bucket
inner join case_file on chances.case_no = case_file.case_no
left join collector on chances.agent_no = collector.agent_no
left join agency on collector.agency_no = agency.agency_no
order by chances.month, chances.case_no
