-- What falls due when, and how much has fallen due by then? One row per instalment of a platform whose balances
-- come from instalments; due_before and due_through run over the loan, oldest instalment first.
with due as (
    select
        numbered.loan_no,
        instalments.instalment_no,
        instalments.due_on,
        instalments.principal_due,
        instalments.interest_due,
        cast(instalments.principal_due + instalments.interest_due as decimal(18, 2)) as due
    from submitted_instalments as instalments
    inner join numbered on instalments.loan_id = numbered.loan_id
    cross join reporting
    where reporting.source = 'instalments'
),

running as (
    select
        due.*,
        row_number() over (partition by loan_no order by due_on, instalment_no) as place,
        sum(due) over (
            partition by loan_no
            order by due_on, instalment_no
            rows between unbounded preceding and current row
        ) as due_through
    from due
)

select
    loan_no,
    place,
    due_on,
    principal_due,
    interest_due,
    due,
    cast(due_through - due as decimal(18, 2)) as due_before,
    cast(due_through as decimal(18, 2)) as due_through
from running
