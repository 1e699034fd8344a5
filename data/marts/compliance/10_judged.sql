-- How many contacts are alike in what the rules say of them? One row per month, place, product, lateness, channel and
-- agency, and the bits of the rules they are about, can be judged by, and break.
select
    contact.month,
    coalesce(case_file.region, 'unknown') as region,
    coalesce(case_file.product, 'unknown') as product,
    coalesce(worked.bucket, case_file.bucket, 'unknown') as bucket,
    contact.channel,
    coalesce(agency.agency, 'unknown') as agency,
    manner.concerned,
    manner.judged,
    contact.broken,
    count(*) as contacts
from contact
inner join covered_month on contact.month = covered_month.month and covered_month.table_name = 'contacts'
inner join manner on contact.manner_no = manner.manner_no
left join case_file on contact.case_no = case_file.case_no
left join worked on contact.case_no = worked.case_no and contact.month = worked.month
left join agency on contact.agency_no = agency.agency_no
group by all
