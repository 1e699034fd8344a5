-- What does one more contact bring, and cost? One row per month opened, place, product, lateness then and number of the
-- contact within the case's first 30 days, the first thirty of them; contacts is the number of cases that had it. cash
-- is null where payments, cost where costs are not reported.
select
    touch.month,
    case_file.platform,
    case_file.platform_kind,
    case_file.region,
    case_file.product,
    case_file.bucket,
    touch.contact_no,
    count(*) as contacts,
    cast(sum(touch.right_party) as bigint) as right_party,
    cast(sum(touch.cash) as decimal(18, 2)) as cash,
    cast(sum(case when touch.cash > 0 then 1 when touch.cash is not null then 0 end) as bigint) as paying_cases,
    cast(sum(touch.cost) as decimal(18, 2)) as cost
from touch
inner join case_file on touch.case_no = case_file.case_no
where touch.contact_no <= 30
group by all
order by month
