-- Who held which case from when to when? One row per assignment.
select
    case_file.case_no,
    collector.agent_no,
    assignments.assigned_on,
    assignments.ended_on
from submitted_assignments as assignments
inner join case_file on assignments.case_id = case_file.case_id
inner join collector on assignments.agent_id = collector.agent_id
