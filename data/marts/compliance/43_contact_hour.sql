-- At what time of the week was anybody contacted? One row per month, channel, agency, weekday (1 is Monday) and hour.
select
    contact.month,
    reporting.platform,
    reporting.platform_kind,
    contact.channel,
    coalesce(agency.agency, 'unknown') as agency,
    cast(manner.weekday as tinyint) as weekday,
    cast(manner.hour as tinyint) as hour,
    count(*) as contacts
from contact
inner join covered_month on contact.month = covered_month.month and covered_month.table_name = 'contacts'
inner join manner on contact.manner_no = manner.manner_no
cross join reporting
left join agency on contact.agency_no = agency.agency_no
group by all
order by month
