-- Which repayment plans were agreed, and how do they stand? One row per month agreed, place, product, lateness and
-- state. plan_reduction is null where no plan states one.
select
    covered_month.month,
    case_file.platform,
    case_file.platform_kind,
    case_file.region,
    case_file.product,
    coalesce(worked.bucket, case_file.bucket) as bucket,
    plans.status as plan_status,
    count(*) as plans,
    cast(sum(plans.total) as decimal(18, 2)) as plan_total,
    cast(sum(plans.reduction) as decimal(18, 2)) as plan_reduction
from submitted_plans as plans
inner join covered_month on last_day(plans.agreed_on) = covered_month.month and covered_month.table_name = 'plans'
inner join case_file on plans.case_id = case_file.case_id
left join worked on case_file.case_no = worked.case_no and covered_month.month = worked.month
group by all
order by month
