-- Which late loans were on time again, and which of those fell behind again? One row per month of cure and loan, cured
-- from $first_month to $last_month; bucket is the one before. mature: the platform reported that many months later;
-- redefaulted: more than 30 days late at any month-end until then.
with months as (
    select
        platform,
        month,
        year(month) * 12 + month(month) as month_no
    from reported_month
),

cures as (
    select
        loan_month.*,
        months.month_no
    from loan_month
    inner join months on loan_month.platform = months.platform and loan_month.month = months.month
    where
        loan_month.bucket = 'M0'
        and loan_month.previous_bucket > 'M0'
        and loan_month.month >= coalesce($first_month, loan_month.month)
        and loan_month.month <= coalesce($last_month, loan_month.month)
),

relapses as (
    select
        cures.platform,
        cures.loan_id,
        cures.month,
        min(months.month_no - cures.month_no) as months_later
    from cures
    inner join loan_month
        on
            cures.platform = loan_month.platform
            and cures.loan_id = loan_month.loan_id
            and cures.month < loan_month.month
    inner join months on loan_month.platform = months.platform and loan_month.month = months.month
    where loan_month.bucket > 'M1' and months.month_no <= cures.month_no + 6
    group by cures.platform, cures.loan_id, cures.month
)

select
    cures.month,
    cures.platform,
    cures.platform_kind,
    cures.region,
    cures.product,
    cures.loan_id,
    cures.borrower_id,
    cures.previous_bucket as bucket,
    cures.balance as cured_balance,
    cures.vintage,
    cures.age_band,
    cures.occupation,
    relapses.months_later,
    1 as cured_loans,
    case when after_3.month is null then 0 else 1 end as mature_3_loans,
    case when after_3.month is not null and relapses.months_later <= 3 then 1 else 0 end as redefaulted_3_loans,
    case when after_6.month is null then 0 else 1 end as mature_6_loans,
    case when after_6.month is not null and relapses.months_later <= 6 then 1 else 0 end as redefaulted_6_loans
from cures
left join relapses
    on cures.platform = relapses.platform and cures.loan_id = relapses.loan_id and cures.month = relapses.month
left join months as after_3 on cures.platform = after_3.platform and cures.month_no + 3 = after_3.month_no
left join months as after_6 on cures.platform = after_6.platform and cures.month_no + 6 = after_6.month_no
