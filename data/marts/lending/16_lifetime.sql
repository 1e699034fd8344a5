-- From when to when is a loan on the book? One row per loan with a schedule. repaid_on starts the last spell in
-- which it is repaid: every instalment covered or, where every payment says its principal, no principal left.
with scheduled as (
    select
        loan_no,
        sum(due) as due_total
    from schedule
    group by loan_no
),

knowledge as (
    select
        loan_no,
        count(*) = count(principal_paid) as is_principal_known
    from paid
    group by loan_no
),

opened as (
    select
        numbered.loan_no,
        loans.originated_on,
        loans.principal,
        scheduled.due_total,
        coalesce(knowledge.is_principal_known, true) as is_principal_known
    from submitted_loans as loans
    inner join numbered on loans.loan_id = numbered.loan_id
    inner join scheduled on numbered.loan_no = scheduled.loan_no
    left join knowledge on numbered.loan_no = knowledge.loan_no
),

running as (
    select
        loan_no,
        paid_on,
        sum(paid) over (partition by loan_no order by paid_on) as paid,
        sum(principal_paid) over (partition by loan_no order by paid_on) as principal_paid
    from paid
),

judged as (
    select
        running.loan_no,
        running.paid_on,
        (
            running.paid >= opened.due_total
            or (opened.is_principal_known and running.principal_paid >= opened.principal)
        ) as is_repaid
    from running
    inner join opened on running.loan_no = opened.loan_no
),

spells as (
    select
        loan_no,
        max(case when not is_repaid then paid_on end) as last_open_on
    from judged
    group by loan_no
),

repaid as (
    select
        judged.loan_no,
        min(judged.paid_on) as repaid_on
    from judged
    inner join spells on judged.loan_no = spells.loan_no
    where judged.paid_on > spells.last_open_on or spells.last_open_on is null
    group by judged.loan_no
)

select
    opened.loan_no,
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
left join repaid on opened.loan_no = repaid.loan_no
left join closing on opened.loan_no = closing.loan_no
