-- How late was the case a complaint is about, and in whose hands? One row per complaint about a case worked by then, as
-- the case was in the month the complaint was received, or in its last month before.
with months as (
    select
        grievance.complaint_id,
        grievance.case_no,
        max(worked.month) as month
    from grievance
    inner join worked on grievance.case_no = worked.case_no and grievance.month >= worked.month
    group by grievance.complaint_id, grievance.case_no
)

select
    months.complaint_id,
    worked.bucket,
    worked.agent_no
from months
inner join worked on months.case_no = worked.case_no and months.month = worked.month
