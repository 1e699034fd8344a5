-- How often are cases cured, by what they were when their month began? One row per bucket, balance band, product and
-- region, over all months. chance is the cell's own share from 30 case-months on; with fewer the wider cell without the
-- last of these stands for those that are missing.
with mixed as (
    select
        at_risk.bucket,
        at_risk.balance_band,
        case_file.product,
        case_file.region,
        count(*) as n,
        sum(at_risk.cured) as x
    from at_risk
    inner join case_file on at_risk.case_no = case_file.case_no
    group by at_risk.bucket, at_risk.balance_band, case_file.product, case_file.region
),

by_bucket as (
    select
        bucket,
        sum(x) / sum(n) as chance
    from mixed
    group by bucket
),

by_band as (
    select
        mixed.bucket,
        mixed.balance_band,
        (sum(mixed.x) + greatest(30 - sum(mixed.n), 0) * by_bucket.chance) / greatest(sum(mixed.n), 30) as chance
    from mixed
    inner join by_bucket on mixed.bucket = by_bucket.bucket
    group by mixed.bucket, mixed.balance_band, by_bucket.chance
),

by_product as (
    select
        mixed.bucket,
        mixed.balance_band,
        mixed.product,
        (sum(mixed.x) + greatest(30 - sum(mixed.n), 0) * by_band.chance) / greatest(sum(mixed.n), 30) as chance
    from mixed
    inner join by_band on mixed.bucket = by_band.bucket and mixed.balance_band = by_band.balance_band
    group by mixed.bucket, mixed.balance_band, mixed.product, by_band.chance
)

select
    mixed.bucket,
    mixed.balance_band,
    mixed.product,
    mixed.region,
    (mixed.x + greatest(30 - mixed.n, 0) * by_product.chance) / greatest(mixed.n, 30) as chance
from mixed
inner join by_product
    on
        mixed.bucket = by_product.bucket
        and mixed.balance_band = by_product.balance_band
        and mixed.product = by_product.product
