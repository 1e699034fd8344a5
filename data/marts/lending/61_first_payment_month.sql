-- How many borrowers missed their very first instalment? One row per month in which it fell due, place, product and
-- vintage. mature_k: the due date is k days old by the last payment data; default_k: not covered by then.
with first_instalment as (
    select
        loan_no,
        due_on,
        due
    from schedule
    where place = 1
),

sums as (
    select
        first_instalment.loan_no,
        sum(case when paid.paid_on <= first_instalment.due_on + 1 then paid.paid else 0 end) as paid_1,
        sum(case when paid.paid_on <= first_instalment.due_on + 7 then paid.paid else 0 end) as paid_7,
        sum(case when paid.paid_on <= first_instalment.due_on + 30 then paid.paid else 0 end) as paid_30
    from first_instalment
    inner join paid on first_instalment.loan_no = paid.loan_no
    group by first_instalment.loan_no
),

outcomes as (
    select
        last_day(first_instalment.due_on) as month,
        loan.platform,
        loan.platform_kind,
        loan.region,
        loan.product,
        loan.vintage,
        loan.principal,
        first_instalment.due_on + 1 <= reporting.balances_as_of as is_mature_1,
        first_instalment.due_on + 7 <= reporting.balances_as_of as is_mature_7,
        first_instalment.due_on + 30 <= reporting.balances_as_of as is_mature_30,
        first_instalment.due > greatest(coalesce(sums.paid_1, 0), 0)
        and (lifetime.repaid_on is null or lifetime.repaid_on > first_instalment.due_on + 1) as is_default_1,
        first_instalment.due > greatest(coalesce(sums.paid_7, 0), 0)
        and (lifetime.repaid_on is null or lifetime.repaid_on > first_instalment.due_on + 7) as is_default_7,
        first_instalment.due > greatest(coalesce(sums.paid_30, 0), 0)
        and (lifetime.repaid_on is null or lifetime.repaid_on > first_instalment.due_on + 30) as is_default_30
    from first_instalment
    inner join numbered on first_instalment.loan_no = numbered.loan_no
    inner join loan on numbered.loan_id = loan.loan_id
    inner join lifetime on first_instalment.loan_no = lifetime.loan_no
    left join sums on first_instalment.loan_no = sums.loan_no
    cross join reporting
    where last_day(first_instalment.due_on) between reporting.reported_from and reporting.balances_as_of
)

select
    month,
    platform,
    platform_kind,
    region,
    product,
    vintage,
    cast(sum(case when is_mature_1 then 1 else 0 end) as bigint) as mature_1_loans,
    cast(sum(case when is_mature_1 and is_default_1 then 1 else 0 end) as bigint) as default_1_loans,
    cast(sum(case when is_mature_1 then principal else 0 end) as decimal(18, 2)) as mature_1_principal,
    cast(sum(case when is_mature_1 and is_default_1 then principal else 0 end) as decimal(18, 2))
        as default_1_principal,
    cast(sum(case when is_mature_7 then 1 else 0 end) as bigint) as mature_7_loans,
    cast(sum(case when is_mature_7 and is_default_7 then 1 else 0 end) as bigint) as default_7_loans,
    cast(sum(case when is_mature_7 then principal else 0 end) as decimal(18, 2)) as mature_7_principal,
    cast(sum(case when is_mature_7 and is_default_7 then principal else 0 end) as decimal(18, 2))
        as default_7_principal,
    cast(sum(case when is_mature_30 then 1 else 0 end) as bigint) as mature_30_loans,
    cast(sum(case when is_mature_30 and is_default_30 then 1 else 0 end) as bigint) as default_30_loans,
    cast(sum(case when is_mature_30 then principal else 0 end) as decimal(18, 2)) as mature_30_principal,
    cast(sum(case when is_mature_30 and is_default_30 then principal else 0 end) as decimal(18, 2))
        as default_30_principal
from outcomes
group by all
order by month
