-- How hard was each case pressed in a month, and what came of it? One row per case and month in which contacts are
-- reported. followed is 1 where complaints are reported for the month and the two after; complained is 1 where one of
-- those came in about the case.
with heard as (
    select
        calendar.month,
        calendar.month_no
    from table_month
    inner join calendar on table_month.month = calendar.month
    where table_month.table_name = 'complaints'
),

complaining as (
    select distinct
        grievance.case_no,
        heard.month
    from grievance
    inner join calendar on grievance.month = calendar.month
    inner join heard on heard.month_no between calendar.month_no - 2 and calendar.month_no
    where grievance.case_no is not null
),

followed as (
    select heard.month
    from heard
    inner join heard as later on heard.month_no + 2 = later.month_no
)

select
    case_month.month,
    case_month.platform,
    case_month.platform_kind,
    case_month.region,
    case_month.product,
    case_month.bucket,
    case_month.contacts,
    case_month.connected,
    coalesce(busiest_day.calls, 0) as busiest_day,
    case_month.paying_cases,
    case when followed.month is null then 0 else 1 end as followed,
    case when followed.month is null or complaining.case_no is null then 0 else 1 end as complained
from case_month
inner join case_file on case_month.case_id = case_file.case_id
left join busiest_day on case_file.case_no = busiest_day.case_no and case_month.month = busiest_day.month
left join complaining on case_file.case_no = complaining.case_no and case_month.month = complaining.month
left join followed on case_month.month = followed.month
where case_month.contacts is not null
