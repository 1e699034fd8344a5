-- Which loans were written off, sold, settled or restructured other than by paying all that is due? One row per
-- such loan: closed_on and closed_as for the first that ended it, restructured_on where it was restructured.
with said as (
    select
        loan_id,
        closed_on as said_on,
        close_reason as said
    from submitted_cases
    where close_reason in ('written_off', 'sold', 'settled', 'restructured')
    union all
    select
        loan_id,
        month_end as said_on,
        status as said
    from submitted_loan_months
    where status in ('written_off', 'sold', 'settled', 'restructured')
),

firsts as (
    select
        numbered.loan_no,
        min(case when said.said = 'written_off' then said.said_on end) as written_off_on,
        min(case when said.said = 'sold' then said.said_on end) as sold_on,
        min(case when said.said = 'settled' then said.said_on end) as settled_on,
        min(case when said.said = 'restructured' then said.said_on end) as restructured_on
    from said
    inner join numbered on said.loan_id = numbered.loan_id
    cross join reporting
    where reporting.source = 'instalments' and said.said_on <= reporting.balances_as_of
    group by numbered.loan_no
),

closed as (
    select
        firsts.*,
        least(written_off_on, sold_on, settled_on) as closed_on
    from firsts
)

select
    loan_no,
    closed_on,
    case closed_on when written_off_on then 'written_off' when sold_on then 'sold' when settled_on then 'settled' end
        as closed_as,
    restructured_on
from closed
