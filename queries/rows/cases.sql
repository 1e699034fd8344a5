-- Which cases were worked on in all those months, each once? One row per case, as it was in the last of them; sums are
-- over all of them. Where $reported names tables, months count in which the platform reports all of them.
with counted as (
    select
        platform,
        month
    from table_month
    where table_name in $reported
    group by platform, month
    having count(*) = len($reported)
),

kept as (
    select case_month.*
    from case_month
    left join counted on case_month.platform = counted.platform and case_month.month = counted.month
    where len($reported) = 0 or counted.month is not null
)

select
    platform,
    case_id,
    any_value(platform_kind) as platform_kind,
    any_value(region) as region,
    any_value(product) as product,
    any_value(loan_id) as loan_id,
    any_value(borrower_id) as borrower_id,
    any_value(age_band) as age_band,
    any_value(occupation) as occupation,
    any_value(overdue_reason) as overdue_reason,
    min(month) as first_month,
    max(month) as month,
    arg_max(bucket, month) as bucket,
    arg_max(agency, month) as agency,
    arg_max(team, month) as team,
    arg_max(agent, month) as agent,
    sum(case_days)::bigint as case_days,
    sum(contacts)::bigint as contacts,
    sum(connected)::bigint as connected,
    sum(right_party)::bigint as right_party,
    sum(cash_recovered)::decimal(18, 2) as cash_recovered,
    sum(cost)::decimal(18, 2) as cost,
    sum(opened_balance)::decimal(18, 2) as opened_balance,
    1 as cases
from kept
group by platform, case_id
