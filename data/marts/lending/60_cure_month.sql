-- How many late loans were on time again, and how many of those fell behind again within 3 and 6 months? One row per
-- month of cure, place, product and bucket before. mature: the platform reported that many months later;
-- redefaulted: more than 30 days late at any month-end until then.
with cures as (
    select
        loan_month.*,
        reported.month_no
    from loan_month
    inner join reported on loan_month.month = reported.month
    where loan_month.bucket = 'M0' and loan_month.previous_bucket > 'M0'
),

late as (
    select
        loan_month.loan_id,
        reported.month_no
    from loan_month
    inner join reported on loan_month.month = reported.month
    where loan_month.bucket > 'M1'
),

relapses as (
    select
        cures.loan_id,
        cures.month_no,
        min(late.month_no) - cures.month_no as relapsed_after
    from cures
    inner join late
        on cures.loan_id = late.loan_id and cures.month_no < late.month_no and late.month_no <= cures.month_no + 6
    group by cures.loan_id, cures.month_no
),

outcomes as (
    select
        cures.*,
        after_3.month_no is not null as is_mature_3,
        after_6.month_no is not null as is_mature_6,
        after_3.month_no is not null and coalesce(relapses.relapsed_after <= 3, false) as is_redefaulted_3,
        after_6.month_no is not null and coalesce(relapses.relapsed_after <= 6, false) as is_redefaulted_6
    from cures
    left join relapses on cures.loan_id = relapses.loan_id and cures.month_no = relapses.month_no
    left join reported as after_3 on cures.month_no + 3 = after_3.month_no
    left join reported as after_6 on cures.month_no + 6 = after_6.month_no
)

select
    month,
    platform,
    platform_kind,
    region,
    product,
    previous_bucket as bucket,
    count(*) as cured_loans,
    cast(sum(balance) as decimal(18, 2)) as cured_balance,
    max(balance) as largest_cured_balance,
    cast(sum(case when is_mature_3 then 1 else 0 end) as bigint) as mature_3_loans,
    cast(sum(case when is_mature_3 then balance else 0 end) as decimal(18, 2)) as mature_3_balance,
    cast(sum(case when is_redefaulted_3 then 1 else 0 end) as bigint) as redefaulted_3_loans,
    cast(sum(case when is_redefaulted_3 then balance else 0 end) as decimal(18, 2)) as redefaulted_3_balance,
    cast(sum(case when is_mature_6 then 1 else 0 end) as bigint) as mature_6_loans,
    cast(sum(case when is_mature_6 then balance else 0 end) as decimal(18, 2)) as mature_6_balance,
    cast(sum(case when is_redefaulted_6 then 1 else 0 end) as bigint) as redefaulted_6_loans,
    cast(sum(case when is_redefaulted_6 then balance else 0 end) as decimal(18, 2)) as redefaulted_6_balance
from outcomes
group by all
order by month
