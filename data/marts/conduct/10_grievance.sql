-- Who complained, about which case, and had they complained of the same before? One row per complaint handed in;
-- borrower_id is that of its loan, else of its case's loan, previous_at when the borrower last complained of the cause.
with named as (
    select
        complaints.complaint_id,
        complaints.received_at,
        complaints.first_reply_at,
        complaints.closed_at,
        complaints.case_id,
        complaints.agent_id,
        complaints.region_code,
        complaints.intake,
        complaints.cause,
        complaints.severity,
        complaints.upheld,
        complaints.redress,
        complaints.response,
        complaints.in_time,
        cast(complaints.received_at as date) as day,
        last_day(cast(complaints.received_at as date)) as month,
        case_file.case_no,
        loan.borrower_id,
        loan.region,
        loan.product
    from submitted_complaints as complaints
    left join case_file on complaints.case_id = case_file.case_id
    left join loan on coalesce(complaints.loan_id, case_file.loan_id) = loan.loan_id
)

select
    named.*,
    lag(named.received_at) over (
        partition by named.borrower_id, named.cause
        order by named.received_at, named.complaint_id
    ) as previous_at
from named
