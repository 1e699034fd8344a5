-- What does each loan cost a year by its schedule? One row per loan with a schedule; annual_rate is null where no rate
-- sets what is to be paid equal to what was lent. log_rate is ln(1 + monthly rate), found by Newton's method on the
-- logarithm of the present value, which falls and bends upwards: from nought it never passes the root, and a few steps
-- find it. The rate is nominal: that of one usual interval between instalments, at most a year, times their number
-- (as 12 CFR 1026, appendix J, has it).
with recursive loan_flow as (
    select
        flow.loan_no,
        cast(min(loans.principal) as double) as principal,
        sum(flow.due * flow.months) as due_months,
        sum(case when flow.months = 0 then flow.due else 0 end) as due_at_once,
        least(max(flow.months) / nullif(count(case when flow.months > 0 then 1 end), 0), 12) as interval_months
    from agreed_flow as flow
    inner join numbered on flow.loan_no = numbered.loan_no
    inner join submitted_loans as loans on numbered.loan_id = loans.loan_id
    group by flow.loan_no
),

guess as (
    select
        loan_no,
        principal,
        0 as step,
        cast(0 as double) as log_rate,
        cast(1 as double) as moved
    from loan_flow
    where due_months > 0 and due_at_once < principal
    union all
    select
        loan_no,
        principal,
        step,
        log_rate + moved as log_rate,
        moved
    from (
        select
            guess.loan_no,
            guess.principal,
            guess.step + 1 as step,
            guess.log_rate,
            ln(sum(flow.due * exp(-guess.log_rate * flow.months)) / guess.principal)
            * sum(flow.due * exp(-guess.log_rate * flow.months))
            / sum(flow.due * flow.months * exp(-guess.log_rate * flow.months)) as moved
        from guess
        inner join agreed_flow as flow on guess.loan_no = flow.loan_no
        where abs(guess.moved) > 1e-9 and guess.step < 60
        group by guess.loan_no, guess.principal, guess.step, guess.log_rate
    ) as stepped
),

found as (
    select
        loan_no,
        max_by(log_rate, step) as log_rate
    from guess
    group by loan_no
)

select
    loan_flow.loan_no,
    (exp(found.log_rate * loan_flow.interval_months) - 1) * 12 / loan_flow.interval_months as annual_rate
from loan_flow
left join found on loan_flow.loan_no = found.loan_no
