-- How much has come in under repayment plans? One row per month agreed, place, product, lateness and state, of plans
-- agreed while payments are reported. A plan's cash is what borrower or guarantor paid on the loan from the day it was
-- agreed until the next plan of the case, at most its total.
with dated as (
    select
        plans.plan_id,
        plans.case_id,
        plans.agreed_on,
        plans.status,
        plans.total,
        lead(plans.agreed_on) over (partition by plans.case_id order by plans.agreed_on, plans.plan_id) as next_on
    from submitted_plans as plans
),

brought as (
    select
        dated.plan_id,
        sum(cash.amount) as amount
    from dated
    inner join case_file on dated.case_id = case_file.case_id
    inner join cash on case_file.loan_no = cash.loan_no
    where
        cash.judged_on >= dated.agreed_on
        and (dated.next_on is null or cash.judged_on < dated.next_on)
        and cash.source in ('borrower', 'guarantor')
    group by dated.plan_id
),

followed as (
    select
        covered_month.month,
        case_file.platform,
        case_file.platform_kind,
        case_file.region,
        case_file.product,
        coalesce(worked.bucket, case_file.bucket) as bucket,
        dated.status as plan_status,
        dated.total,
        least(greatest(coalesce(brought.amount, 0), 0), dated.total) as cash
    from dated
    inner join covered_month on last_day(dated.agreed_on) = covered_month.month and covered_month.table_name = 'plans'
    inner join covered as payments on payments.table_name = 'payments' and dated.agreed_on >= payments.since
    inner join case_file on dated.case_id = case_file.case_id
    left join worked on case_file.case_no = worked.case_no and covered_month.month = worked.month
    left join brought on dated.plan_id = brought.plan_id
)

select
    month,
    platform,
    platform_kind,
    region,
    product,
    bucket,
    plan_status,
    count(*) as plans,
    cast(sum(total) as decimal(18, 2)) as plan_total,
    max(total) as largest_plan_total,
    cast(sum(case when cash > 0 then 1 else 0 end) as bigint) as paying_plans,
    cast(sum(cash) as decimal(18, 2)) as plan_cash,
    max(cash) as largest_plan_cash
from followed
group by all
order by month
