-- How did each month's lending turn out, month by month since it was lent? One row per cohort (month of origination),
-- months on book and threshold: 30, 60, 90 days past due, or written off. ever: at any month-end so far; current: at
-- this month-end and still on the book (written off: so far). Outcomes cover the loans observed, those whose platform
-- reported that month, and the shares are of those; loans_opened is the whole cohort.
with platforms as (
    select
        cohort,
        platform,
        month_on_book,
        sum(loans_opened) as loans_opened,
        sum(principal_opened) as principal_opened
    from vintage_month
    group by cohort, platform, month_on_book
),

whole as (
    select
        cohort,
        platform,
        max(loans_opened) as loans_opened,
        max(principal_opened) as principal_opened
    from platforms
    group by cohort, platform
),

cohorts as (
    select
        cohort,
        sum(loans_opened) as loans_opened,
        sum(principal_opened) as principal_opened
    from whole
    group by cohort
),

outcomes as (
    select
        cohort,
        month_on_book,
        sum(loans_observed) as loans_observed,
        sum(principal_observed) as principal_observed,
        sum(ever_30) as ever_30,
        sum(ever_60) as ever_60,
        sum(ever_90) as ever_90,
        sum(ever_written_off) as ever_written_off,
        sum(current_30) as current_30,
        sum(current_60) as current_60,
        sum(current_90) as current_90,
        sum(current_written_off) as current_written_off,
        sum(ever_30_principal) as ever_30_principal,
        sum(ever_60_principal) as ever_60_principal,
        sum(ever_90_principal) as ever_90_principal,
        sum(ever_written_off_principal) as ever_written_off_principal,
        sum(current_30_balance) as current_30_balance,
        sum(current_60_balance) as current_60_balance,
        sum(current_90_balance) as current_90_balance,
        sum(current_written_off_balance) as current_written_off_balance
    from vintage_month
    group by cohort, month_on_book
),

turned as (
    select
        outcomes.cohort,
        outcomes.month_on_book,
        thresholds.threshold,
        cohorts.loans_opened::bigint as loans_opened,
        outcomes.loans_observed::bigint as loans_observed,
        case thresholds.threshold
            when '30' then outcomes.ever_30
            when '60' then outcomes.ever_60
            when '90' then outcomes.ever_90
            else outcomes.ever_written_off
        end::bigint as loans_ever,
        case thresholds.threshold
            when '30' then outcomes.current_30
            when '60' then outcomes.current_60
            when '90' then outcomes.current_90
            else outcomes.current_written_off
        end::bigint as loans_current,
        cohorts.principal_opened,
        outcomes.principal_observed,
        case thresholds.threshold
            when '30' then outcomes.ever_30_principal
            when '60' then outcomes.ever_60_principal
            when '90' then outcomes.ever_90_principal
            else outcomes.ever_written_off_principal
        end as principal_ever,
        case thresholds.threshold
            when '30' then outcomes.current_30_balance
            when '60' then outcomes.current_60_balance
            when '90' then outcomes.current_90_balance
            else outcomes.current_written_off_balance
        end as balance_current
    from outcomes
    inner join cohorts on outcomes.cohort = cohorts.cohort
    cross join (values ('30'), ('60'), ('90'), ('written_off')) as thresholds (threshold)
)

select
    *,
    loans_ever / nullif(loans_observed, 0) as share_ever,
    loans_current / nullif(loans_observed, 0) as share_current
from turned
order by cohort, month_on_book, threshold
