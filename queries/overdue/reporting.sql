-- Which platforms reported which month-ends? One row per platform and month-end some platform reported; where
-- is_reported is false nothing is known of that platform for that month.
with months as (
    select distinct month from reported_month
),

platforms as (
    select distinct
        platform,
        platform_kind
    from reported_month
)

select
    platforms.platform,
    months.month,
    reported_month.platform is not null as is_reported,
    reported_month.source,
    reported_month.loans,
    reported_month.loans_without_schedule
from platforms
cross join months
left join reported_month on platforms.platform = reported_month.platform and months.month = reported_month.month
order by platforms.platform, months.month
