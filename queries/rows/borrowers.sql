-- Who owed money? One row per month-end, platform and borrower, from $first_month to $last_month: where and with what
-- the newest loan on the book was made, as late as the latest of them. new_borrowers: the first loan known of the
-- platform was made in the month.
with firsts as (
    select
        platform,
        borrower_id,
        min(month) as first_month
    from loan
    group by platform, borrower_id
),

holders as (
    select
        month,
        platform,
        any_value(platform_kind) as platform_kind,
        borrower_id,
        max({ 'vintage': vintage, 'loan_id': loan_id, 'region': region, 'product': product }) as newest,
        max(bucket) as bucket,
        count(*) as loans,
        sum(balance) as balance
    from loan_month
    where
        bucket is not null
        and month >= coalesce($first_month, month)
        and month <= coalesce($last_month, month)
    group by month, platform, borrower_id
)

select
    holders.month,
    holders.platform,
    holders.platform_kind,
    holders.newest.region,
    holders.newest.product,
    holders.borrower_id,
    holders.bucket,
    holders.loans,
    holders.balance,
    holders.newest.loan_id,
    firsts.first_month,
    1 as borrowers,
    case when firsts.first_month = holders.month then 1 else 0 end as new_borrowers,
    case when holders.loans > 1 then 1 else 0 end as borrowers_with_several_loans
from holders
inner join firsts on holders.platform = firsts.platform and holders.borrower_id = firsts.borrower_id
