-- Which whole months does each platform report of each table? One row per platform, table and month: what is counted
-- of one table over what is counted of another can only be told where both are reported. Complaints are rare: counted
-- from the first of them on, a platform would seem to begin with more than it has. They are reported from the day the
-- platform says it reports its whole book, where it says so.
with firsts as (
    select
        'complaints' as table_name,
        cast(min(received_at) as date) as first_on
    from submitted_complaints
    union all
    select
        'quality_checks' as table_name,
        min(checked_on) as first_on
    from submitted_quality_checks
),

months as (
    select
        table_name,
        month
    from covered_month
    union all
    select
        firsts.table_name,
        calendar.month
    from firsts
    inner join submitted on firsts.table_name = submitted.table_name
    cross join reporting
    inner join calendar
        on
            (
                firsts.first_on <= calendar.month
                or (firsts.table_name = 'complaints' and reporting.reported_from > date '1900-01-01')
            )
            and reporting.reported_from <= calendar.month
            and submitted.as_of >= calendar.month
)

select
    months.month,
    reporting.platform,
    reporting.platform_kind,
    months.table_name
from months
cross join reporting
order by months.month
