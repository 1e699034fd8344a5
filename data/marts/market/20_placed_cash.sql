-- What was handed to collection in a month, and when did cash come in on it? One row per month opened, place, product,
-- lateness then and thirty days begun since each case's own opening (0: by the day it was opened). Only cases opened
-- while payments are reported; cash counts while the case is open, and a case as paying from its first on.
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

brought as (
    select
        placed.case_no,
        greatest(cast(ceil(date_diff('day', placed.opened_on, recovered.judged_on) / 30.0) as integer), 0)
            as months_since,
        sum(recovered.amount) as cash
    from recovered
    inner join placed on recovered.case_no = placed.case_no
    group by all
),

paying as (
    select
        case_no,
        min(months_since) as months_since
    from brought
    where cash > 0
    group by case_no
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
        0 as paying_cases,
        cast(0 as decimal(18, 2)) as cash
    from placed
    union all
    select
        placed.month,
        placed.region,
        placed.product,
        placed.bucket,
        brought.months_since,
        0 as cases,
        cast(0 as decimal(18, 2)) as balance,
        case when paying.case_no is null then 0 else 1 end as paying_cases,
        brought.cash
    from brought
    inner join placed on brought.case_no = placed.case_no
    left join paying on brought.case_no = paying.case_no and brought.months_since = paying.months_since
)

select
    month,
    region,
    product,
    bucket,
    months_since,
    sum(cases) as cases,
    sum(balance) as balance,
    max(balance) as largest_balance,
    sum(paying_cases) as paying_cases,
    sum(cash) as cash
from moved
group by all
