-- How many contacts did the platform hand in, counted without looking at anything else? One row per whole month.
select
    covered_month.month,
    reporting.platform,
    reporting.platform_kind,
    cast(sum(case when contacts.direction = 'out' then 1 else 0 end) as bigint) as contacts,
    cast(sum(case when contacts.direction = 'in' then 1 else 0 end) as bigint) as incoming
from submitted_contacts as contacts
inner join covered_month
    on last_day(cast(contacts.started_at as date)) = covered_month.month and covered_month.table_name = 'contacts'
cross join reporting
group by all
order by month
