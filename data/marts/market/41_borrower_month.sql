-- How many people owe money at each month-end, and how many of them for the first time? One row per month, place,
-- product and lateness. A borrower counts once per platform, where and with what the newest loan on the book was made,
-- and as late as the latest of the borrower's loans is; so the rows add up. new_borrowers took their first loan known
-- of the platform in the month itself.
with firsts as (
    select
        borrower_id,
        min(vintage) as vintage
    from loan
    group by borrower_id
),

holders as (
    select
        month,
        borrower_id,
        max({ 'vintage': vintage, 'loan_id': loan_id, 'region': region, 'product': product }) as newest,
        max(bucket) as bucket,
        count(*) as loans
    from loan_month
    where bucket is not null
    group by month, borrower_id
)

select
    holders.month,
    reporting.platform,
    reporting.platform_kind,
    holders.newest.region,
    holders.newest.product,
    holders.bucket,
    count(*) as borrowers,
    cast(sum(case when firsts.vintage = holders.month then 1 else 0 end) as bigint) as new_borrowers,
    cast(sum(case when holders.loans > 1 then 1 else 0 end) as bigint) as borrowers_with_several_loans
from holders
inner join firsts on holders.borrower_id = firsts.borrower_id
cross join reporting
group by all
order by holders.month
