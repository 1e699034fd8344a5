-- What was handed to collection in a month, and when did cash come in on it? One row per month opened, place, product,
-- lateness then and thirty days begun since each case's own opening (0: by the day it was opened). Only cases opened
-- while payments are reported; cash counts while the case is open.
with placed as (
    select
        cohort_case.case_no,
        cohort_case.month,
        case_file.opened_on,
        cohort_case.opened_balance,
        case_file.region,
        case_file.product,
        case_file.bucket
    from cohort_case
    inner join case_file on cohort_case.case_no = case_file.case_no
    where cohort_case.cash_30 is not null
),

moved as (
    select
        month,
        region,
        product,
        bucket,
        0 as months_since,
        1 as cases,
        opened_balance as balance,
        cast(0 as decimal(18, 2)) as cash
    from placed
    union all
    select
        placed.month,
        placed.region,
        placed.product,
        placed.bucket,
        greatest(cast(ceil(date_diff('day', placed.opened_on, recovered.judged_on) / 30.0) as integer), 0)
            as months_since,
        0 as cases,
        cast(0 as decimal(18, 2)) as balance,
        recovered.amount as cash
    from recovered
    inner join placed on recovered.case_no = placed.case_no
)

select
    month,
    region,
    product,
    bucket,
    months_since,
    sum(cases) as cases,
    sum(balance) as balance,
    sum(cash) as cash
from moved
group by all
