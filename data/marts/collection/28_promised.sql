-- What was promised, and was it kept? Two rows a promise: in the month it was made (promises, promised_amount), and in
-- the month it fell due, once that is over (due, due_amount, kept, kept_amount): of those made in the last month only
-- the shortest would be known. A promise is due two days after its day; what was paid from the day it was made until
-- then counts, at most what was promised. Channel and agent are of the contact it was made in, else of whoever held the
-- case last in that month. due and kept are null where payments are not reported from the day it was made on.
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
),

judged as (
    select
        made.case_no,
        made.month,
        last_day(made.due_on) as due_month,
        coalesce(worked.bucket, made.entry_bucket) as bucket,
        coalesce(contacts.channel, 'unknown') as channel,
        coalesce(own.agency_no, agency.agency_no, case when own.agent_no is null then holder.agency_no end)
            as agency_no,
        case
            when own.agent_no is not null then own.agent_no
            when agency.agency_no is null or agency.agency_no = holder.agency_no then worked.agent_no
        end as agent_no,
        made.amount,
        made.as_of,
        greatest(coalesce(paid_since.paid, 0), 0) as paid
    from made
    left join paid_since on made.promise_id = paid_since.promise_id
    left join submitted_contacts as contacts on made.contact_id = contacts.contact_id
    left join collector as own on contacts.agent_id = own.agent_id
    left join agency on contacts.agency = agency.agency
    left join worked on made.case_no = worked.case_no and made.month = worked.month
    left join collector as holder on worked.agent_no = holder.agent_no
),

events as (
    select
        case_no,
        month,
        bucket,
        channel,
        agency_no,
        agent_no,
        1 as promises,
        amount as promised_amount,
        case when as_of is not null then 0 end as due,
        case when as_of is not null then 0 end as due_amount,
        case when as_of is not null then 0 end as kept,
        case when as_of is not null then 0 end as kept_amount
    from judged
    union all
    select
        case_no,
        due_month as month,
        bucket,
        channel,
        agency_no,
        agent_no,
        0 as promises,
        0 as promised_amount,
        1 as due,
        amount as due_amount,
        case when paid >= amount then 1 else 0 end as kept,
        least(paid, amount) as kept_amount
    from judged
    where due_month <= as_of
)

select * from events
