-- What short number stands for a loan while the marts are made? One row per loan; ids may be long, numbers sort fast.
select
    loan_id,
    row_number() over (order by loan_id) as loan_no
from submitted_loans
