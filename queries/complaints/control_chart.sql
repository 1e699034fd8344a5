-- How many complaints came in each month, and over how many cases worked? One row per month for which some platform
-- reported both; only the platforms that did count.
with reported as (
    select
        platform,
        month
    from table_month
    where table_name in ('cases', 'complaints')
    group by platform, month
    having count(*) = 2
),

received as (
    select
        complaint_month.month,
        sum(complaint_month.complaints) as complaints
    from complaint_month
    inner join reported on complaint_month.platform = reported.platform and complaint_month.month = reported.month
    group by complaint_month.month
),

worked as (
    select
        caseload_month.month,
        sum(caseload_month.cases) as cases
    from caseload_month
    inner join reported on caseload_month.platform = reported.platform and caseload_month.month = reported.month
    group by caseload_month.month
)

select
    worked.month,
    coalesce(received.complaints, 0)::bigint as complaints,
    worked.cases::bigint as cases
from worked
left join received on worked.month = received.month
order by worked.month
