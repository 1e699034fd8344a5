-- Which rules were broken on each case in a month? One row per case and month it was open and contacted, with the
-- rules' bits; agent_no held it last in that month.
select
    worked.case_no,
    worked.month,
    worked.bucket,
    worked.agent_no,
    bit_or(contact.broken) as broken
from contact
inner join covered_month on contact.month = covered_month.month and covered_month.table_name = 'contacts'
inner join worked on contact.case_no = worked.case_no and contact.month = worked.month
where contact.contacts = 1
group by worked.case_no, worked.month, worked.bucket, worked.agent_no
