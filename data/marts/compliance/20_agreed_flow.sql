-- What is to be paid on each loan, how many months after it was lent? One row per instalment that asks for something.
-- Months have 30 days; the last day of one is its 30th. Of several instalments, a first that falls due up to 6 days
-- before or 13 days after its month counts as one month, and those after it move with it: odd days at the start are no
-- cost of credit (as 12 CFR 1026.17(c)(4) has it).
with lent as (
    select
        numbered.loan_no,
        loans.loan_id,
        loans.originated_on,
        case
            when loans.originated_on = last_day(loans.originated_on) then 30 else day(loans.originated_on)
        end as day_30
    from submitted_loans as loans
    inner join numbered on loans.loan_id = numbered.loan_id
),

counted as (
    select
        lent.loan_no,
        (year(instalments.due_on) - year(lent.originated_on)) * 12
        + (month(instalments.due_on) - month(lent.originated_on))
        + (
            case when instalments.due_on = last_day(instalments.due_on) then 30 else day(instalments.due_on) end
            - lent.day_30
        ) / 30.0 as months,
        cast(instalments.principal_due + instalments.interest_due as double) as due
    from submitted_instalments as instalments
    inner join lent on instalments.loan_id = lent.loan_id
    where instalments.principal_due + instalments.interest_due > 0
),

firsts as (
    select
        loan_no,
        case
            when count(*) > 1 and min(months) between 24 / 30.0 and 43 / 30.0 then 1 - min(months) else 0
        end as moved
    from counted
    group by loan_no
)

select
    counted.loan_no,
    greatest(counted.months + firsts.moved, 0) as months,
    counted.due
from counted
inner join firsts on counted.loan_no = firsts.loan_no
