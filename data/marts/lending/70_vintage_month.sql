-- How did the loans made in one month turn out, month by month since? One row per cohort, months on book, place and
-- product, for the months the platform's balances cover; a month it skipped has loans_observed 0 and no outcomes.
-- ever_k: more than k days late at any month-end so far; current_k: on the book and more than k days late now.
-- Writing off counts only as written off, with the balance of the month-end before. A month of which only departures
-- were reported says nothing of what is late now.
with cohorts as (
    select
        vintage,
        platform,
        platform_kind,
        region,
        product,
        count(*) as loans_opened,
        sum(loan.originated_principal) as principal_opened
    from loan
    where loan.originated_loans = 1
    group by all
),

covered as (
    select
        min(month) as first_month,
        max(month) as last_month
    from reported
),

grid as (
    select
        cohorts.*,
        calendar.month,
        calendar.month_no - opened.month_no as month_on_book,
        reported.month is not null as is_observed,
        coalesce(reported.has_book, false) as has_book
    from cohorts
    inner join calendar as opened on cohorts.vintage = opened.month
    cross join covered
    inner join calendar
        on
            cohorts.vintage <= calendar.month
            and covered.first_month <= calendar.month
            and covered.last_month >= calendar.month
    left join reported on calendar.month = reported.month
),

firsts as (
    select
        loan_id,
        min(case when bucket > 'M1' then month end) as first_30_month,
        min(case when bucket > 'M2' then month end) as first_60_month,
        min(case when bucket > 'M3' then month end) as first_90_month,
        min(case when status = 'written_off' then month end) as written_off_month,
        sum(case when status = 'written_off' then coalesce(previous_balance, 0) else 0 end) as written_off_balance
    from loan_month
    where bucket > 'M1' or status = 'written_off'
    group by loan_id
),

happenings as (
    select
        loan_id,
        first_30_month as month,
        1 as over_30,
        0 as over_60,
        0 as over_90,
        0 as written_off,
        0 as written_off_balance
    from firsts
    where first_30_month is not null
    union all
    select
        loan_id,
        first_60_month as month,
        0 as over_30,
        1 as over_60,
        0 as over_90,
        0 as written_off,
        0 as written_off_balance
    from firsts
    where first_60_month is not null
    union all
    select
        loan_id,
        first_90_month as month,
        0 as over_30,
        0 as over_60,
        1 as over_90,
        0 as written_off,
        0 as written_off_balance
    from firsts
    where first_90_month is not null
    union all
    select
        loan_id,
        written_off_month as month,
        0 as over_30,
        0 as over_60,
        0 as over_90,
        1 as written_off,
        written_off_balance
    from firsts
    where written_off_month is not null
),

happened as (
    select
        loan.vintage,
        loan.region,
        loan.product,
        happenings.month,
        sum(happenings.over_30) as loans_30,
        sum(happenings.over_60) as loans_60,
        sum(happenings.over_90) as loans_90,
        sum(happenings.written_off) as loans_written_off,
        sum(happenings.over_30 * loan.principal) as principal_30,
        sum(happenings.over_60 * loan.principal) as principal_60,
        sum(happenings.over_90 * loan.principal) as principal_90,
        sum(happenings.written_off * loan.principal) as principal_written_off,
        sum(happenings.written_off_balance) as balance_written_off
    from happenings
    inner join loan on happenings.loan_id = loan.loan_id
    group by all
),

present as (
    select
        vintage,
        region,
        product,
        month,
        count(*) as loans_30,
        sum(case when bucket > 'M2' then 1 else 0 end) as loans_60,
        sum(case when bucket > 'M3' then 1 else 0 end) as loans_90,
        sum(balance) as balance_30,
        sum(case when bucket > 'M2' then balance else 0 end) as balance_60,
        sum(case when bucket > 'M3' then balance else 0 end) as balance_90
    from loan_month
    where bucket > 'M1'
    group by all
),

cumulated as (
    select
        grid.*,
        sum(coalesce(happened.loans_30, 0)) over so_far as ever_30,
        sum(coalesce(happened.loans_60, 0)) over so_far as ever_60,
        sum(coalesce(happened.loans_90, 0)) over so_far as ever_90,
        sum(coalesce(happened.loans_written_off, 0)) over so_far as ever_written_off,
        sum(coalesce(happened.principal_30, 0)) over so_far as ever_30_principal,
        sum(coalesce(happened.principal_60, 0)) over so_far as ever_60_principal,
        sum(coalesce(happened.principal_90, 0)) over so_far as ever_90_principal,
        sum(coalesce(happened.principal_written_off, 0)) over so_far as ever_written_off_principal,
        sum(coalesce(happened.balance_written_off, 0)) over so_far as current_written_off_balance
    from grid
    left join happened
        on
            grid.vintage = happened.vintage
            and grid.region = happened.region
            and grid.product = happened.product
            and grid.month = happened.month
    window so_far as (
        partition by grid.vintage, grid.region, grid.product
        order by grid.month
        rows between unbounded preceding and current row
    )
)

select
    cumulated.vintage as cohort,
    cast(cumulated.month_on_book as integer) as month_on_book,
    cumulated.platform,
    cumulated.platform_kind,
    cumulated.region,
    cumulated.product,
    cumulated.loans_opened,
    case when cumulated.is_observed then cumulated.loans_opened else 0 end as loans_observed,
    cast(cumulated.principal_opened as decimal(18, 2)) as principal_opened,
    cast(case when cumulated.is_observed then cumulated.principal_opened else 0 end as decimal(18, 2))
        as principal_observed,
    case when cumulated.is_observed then cast(cumulated.ever_30 as bigint) end as ever_30,
    case when cumulated.is_observed then cast(cumulated.ever_60 as bigint) end as ever_60,
    case when cumulated.is_observed then cast(cumulated.ever_90 as bigint) end as ever_90,
    case when cumulated.is_observed then cast(cumulated.ever_written_off as bigint) end as ever_written_off,
    case when cumulated.has_book then cast(coalesce(present.loans_30, 0) as bigint) end as current_30,
    case when cumulated.has_book then cast(coalesce(present.loans_60, 0) as bigint) end as current_60,
    case when cumulated.has_book then cast(coalesce(present.loans_90, 0) as bigint) end as current_90,
    case when cumulated.is_observed then cast(cumulated.ever_written_off as bigint) end as current_written_off,
    case when cumulated.is_observed then cast(cumulated.ever_30_principal as decimal(18, 2)) end as ever_30_principal,
    case when cumulated.is_observed then cast(cumulated.ever_60_principal as decimal(18, 2)) end as ever_60_principal,
    case when cumulated.is_observed then cast(cumulated.ever_90_principal as decimal(18, 2)) end as ever_90_principal,
    case when cumulated.is_observed then cast(cumulated.ever_written_off_principal as decimal(18, 2)) end
        as ever_written_off_principal,
    case when cumulated.has_book then cast(coalesce(present.balance_30, 0) as decimal(18, 2)) end
        as current_30_balance,
    case when cumulated.has_book then cast(coalesce(present.balance_60, 0) as decimal(18, 2)) end
        as current_60_balance,
    case when cumulated.has_book then cast(coalesce(present.balance_90, 0) as decimal(18, 2)) end
        as current_90_balance,
    case when cumulated.is_observed then cast(cumulated.current_written_off_balance as decimal(18, 2)) end
        as current_written_off_balance
from cumulated
left join present
    on
        cumulated.vintage = present.vintage
        and cumulated.region = present.region
        and cumulated.product = present.product
        and cumulated.month = present.month
order by cohort, month_on_book
