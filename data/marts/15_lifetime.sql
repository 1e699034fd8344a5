-- From when to when is a loan on the book? One row per loan with a schedule. repaid_on starts the last spell in
-- which it is repaid: every instalment covered or, where every payment says its principal, no principal left.
with scheduled as (
    select
        loan_id,
        sum(due) as due_total
    from schedule
    group by loan_id
),

knowledge as (
    select
        loan_id,
        count(*) = count(principal_paid) as is_principal_known
    from paid
    group by loan_id
),

opened as (
    select
        loans.loan_id,
        loans.originated_on,
        loans.principal,
        scheduled.due_total,
        coalesce(knowledge.is_principal_known, true) as is_principal_known
    from submitted_loans as loans
    inner join scheduled on loans.loan_id = scheduled.loan_id
    left join knowledge on loans.loan_id = knowledge.loan_id
),

running as (
    select
        loan_id,
        paid_on,
        sum(paid) over (partition by loan_id order by paid_on) as paid,
        sum(principal_paid) over (partition by loan_id order by paid_on) as principal_paid
    from paid
),

judged as (
    select
        running.loan_id,
        running.paid_on,
        (
            running.paid >= opened.due_total
            or (opened.is_principal_known and running.principal_paid >= opened.principal)
        ) as is_repaid
    from running
    inner join opened on running.loan_id = opened.loan_id
),

spells as (
    select
        loan_id,
        max(case when not is_repaid then paid_on end) as last_open_on
    from judged
    group by loan_id
),

repaid as (
    select
        judged.loan_id,
        min(judged.paid_on) as repaid_on
    from judged
    inner join spells on judged.loan_id = spells.loan_id
    where judged.paid_on > spells.last_open_on or spells.last_open_on is null
    group by judged.loan_id
)

select
    opened.loan_id,
    opened.originated_on,
    opened.principal,
    opened.due_total,
    opened.is_principal_known,
    repaid.repaid_on,
    closing.closed_on,
    closing.closed_as,
    closing.restructured_on,
    least(repaid.repaid_on, closing.closed_on) as ended_on
from opened
left join repaid on opened.loan_id = repaid.loan_id
left join closing on opened.loan_id = closing.loan_id
