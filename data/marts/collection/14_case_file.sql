-- What is known of each case from its opening? One row per case with a short number in the order of the ids, the
-- number of its loan and the loan's dimensions; bucket is that of the days past due when it was opened, agent_no the
-- agent it was first assigned to.
with firsts as (
    select
        assignments.case_id,
        min(assignments.assigned_on) as assigned_on,
        min_by(collector.agent_no, { 'day': assignments.assigned_on, 'agent_no': collector.agent_no }) as agent_no
    from submitted_assignments as assignments
    inner join collector on assignments.agent_id = collector.agent_id
    group by assignments.case_id
)

select
    cases.case_id,
    cast(row_number() over (order by cases.case_id) as integer) as case_no,
    cast(numbered.loan_no as integer) as loan_no,
    loan.loan_id,
    loan.borrower_id,
    loan.platform,
    loan.platform_kind,
    loan.region,
    loan.product,
    loan.age_band,
    loan.occupation,
    loan.overdue_reason,
    cases.opened_on,
    cases.opened_balance,
    cases.closed_on,
    cases.close_reason,
    firsts.assigned_on,
    firsts.agent_no,
    case
        when cases.opened_days_past_due <= 0 then 'M0'
        when cases.opened_days_past_due <= 30 then 'M1'
        when cases.opened_days_past_due <= 60 then 'M2'
        when cases.opened_days_past_due <= 90 then 'M3'
        when cases.opened_days_past_due <= 120 then 'M4'
        when cases.opened_days_past_due <= 150 then 'M5'
        when cases.opened_days_past_due <= 180 then 'M6'
        else 'M7+'
    end as bucket
from submitted_cases as cases
inner join numbered on cases.loan_id = numbered.loan_id
inner join loan on cases.loan_id = loan.loan_id
left join firsts on cases.case_id = firsts.case_id
