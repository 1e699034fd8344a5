-- Which cases were closed as paid, when did their borrower next take a loan, and had they complained? One row per case
-- closed as cured or settled in a reported month. borrowed_on is the day of the borrower's next other loan, that of
-- closing included; complained looks at complaints from opening to closing, and is unknown where they are not reported.
with closed as (
    select
        case_file.case_no,
        case_file.loan_id,
        case_file.borrower_id,
        case_file.opened_on,
        case_file.closed_on,
        last_day(case_file.closed_on) as month
    from case_file
    where case_file.close_reason in ('cured', 'settled')
),

borrowed as (
    select
        closed.case_no,
        min(loan.originated_on) as borrowed_on
    from closed
    inner join loan
        on
            closed.borrower_id = loan.borrower_id
            and closed.loan_id <> loan.loan_id
            and closed.closed_on <= loan.originated_on
    group by closed.case_no
),

complaining as (
    select distinct closed.case_no
    from closed
    inner join grievance
        on closed.borrower_id = grievance.borrower_id and grievance.day between closed.opened_on and closed.closed_on
)

select
    closed.case_no,
    closed.month,
    closed.closed_on,
    borrowed.borrowed_on,
    case
        when table_month.month is null then 'unknown'
        when complaining.case_no is null then 'no'
        else 'yes'
    end as complained
from closed
inner join covered_month on closed.month = covered_month.month and covered_month.table_name = 'cases'
left join borrowed on closed.case_no = borrowed.case_no
left join complaining on closed.case_no = complaining.case_no
left join table_month on closed.month = table_month.month and table_month.table_name = 'complaints'
