-- Was each promise to pay kept? One row per promise of a reported month, with the channel and agent of the contact it
-- was made in, else of whoever held the case last in that month. It is due two days after its day; what was paid from
-- the day it was made until then counts, at most what was promised. due and kept are null where payments are not
-- reported from the day it was made on.
with made as (
    select
        promises.promise_id,
        case_file.case_no,
        case_file.loan_no,
        case_file.bucket as entry_bucket,
        covered_month.month,
        promises.contact_id,
        promises.made_on,
        promises.due_on + 2 as due_on,
        promises.amount,
        payments.as_of
    from submitted_promises as promises
    inner join case_file on promises.case_id = case_file.case_id
    inner join covered_month
        on last_day(promises.made_on) = covered_month.month and covered_month.table_name = 'promises'
    left join covered as payments on payments.table_name = 'payments' and promises.made_on >= payments.since
),

paid_since as (
    select
        made.promise_id,
        sum(cash.amount) as paid
    from made
    inner join cash on made.loan_no = cash.loan_no and cash.paid_on between made.made_on and made.due_on
    where made.due_on <= made.as_of
    group by made.promise_id
)

select
    made.case_no,
    made.month,
    coalesce(worked.bucket, made.entry_bucket) as bucket,
    coalesce(contacts.channel, 'unknown') as channel,
    coalesce(own.agency_no, agency.agency_no, case when own.agent_no is null then holder.agency_no end) as agency_no,
    case
        when own.agent_no is not null then own.agent_no
        when agency.agency_no is null or agency.agency_no = holder.agency_no then worked.agent_no
    end as agent_no,
    made.amount,
    case when made.as_of is not null then case when made.due_on <= made.as_of then 1 else 0 end end as due,
    case
        when made.as_of is not null
            then case when made.due_on <= made.as_of and paid_since.paid >= made.amount then 1 else 0 end
    end as kept,
    case when made.as_of is not null then least(greatest(coalesce(paid_since.paid, 0), 0), made.amount) end
        as kept_amount
from made
left join paid_since on made.promise_id = paid_since.promise_id
left join submitted_contacts as contacts on made.contact_id = contacts.contact_id
left join collector as own on contacts.agent_id = own.agent_id
left join agency on contacts.agency = agency.agency
left join worked on made.case_no = worked.case_no and made.month = worked.month
left join collector as holder on worked.agent_no = holder.agent_no
