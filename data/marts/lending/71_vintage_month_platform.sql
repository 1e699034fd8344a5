-- How did the loans made in one month turn out, whatever their place and product? One row per cohort, months on book
-- and platform: vintage_month added up, a tenth of its rows for the curves that are asked most.
select
    cohort,
    month_on_book,
    platform,
    platform_kind,
    cast(sum(loans_opened) as bigint) as loans_opened,
    cast(sum(loans_observed) as bigint) as loans_observed,
    cast(sum(principal_opened) as decimal(18, 2)) as principal_opened,
    cast(sum(principal_observed) as decimal(18, 2)) as principal_observed,
    cast(sum(ever_30) as bigint) as ever_30,
    cast(sum(ever_60) as bigint) as ever_60,
    cast(sum(ever_90) as bigint) as ever_90,
    cast(sum(ever_written_off) as bigint) as ever_written_off,
    cast(sum(current_30) as bigint) as current_30,
    cast(sum(current_60) as bigint) as current_60,
    cast(sum(current_90) as bigint) as current_90,
    cast(sum(current_written_off) as bigint) as current_written_off,
    cast(sum(ever_30_principal) as decimal(18, 2)) as ever_30_principal,
    cast(sum(ever_60_principal) as decimal(18, 2)) as ever_60_principal,
    cast(sum(ever_90_principal) as decimal(18, 2)) as ever_90_principal,
    cast(sum(ever_written_off_principal) as decimal(18, 2)) as ever_written_off_principal,
    cast(sum(current_30_balance) as decimal(18, 2)) as current_30_balance,
    cast(sum(current_60_balance) as decimal(18, 2)) as current_60_balance,
    cast(sum(current_90_balance) as decimal(18, 2)) as current_90_balance,
    cast(sum(current_written_off_balance) as decimal(18, 2)) as current_written_off_balance
from vintage_month
group by all
order by cohort, month_on_book
