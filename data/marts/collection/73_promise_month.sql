-- How many promises to pay were made, and how many of those falling due were kept? One row per month (made for
-- promises, due for due and kept), place, product, lateness, channel and agency. due_… and kept_… are null where
-- payments are not reported.
select
    promised.month,
    case_file.platform,
    case_file.platform_kind,
    case_file.region,
    case_file.product,
    promised.bucket,
    promised.channel,
    coalesce(agency.agency, 'unknown') as agency,
    cast(sum(promised.promises) as bigint) as promises,
    cast(sum(promised.promised_amount) as decimal(18, 2)) as promised_amount,
    cast(sum(promised.due) as bigint) as due_promises,
    cast(sum(promised.due_amount) as decimal(18, 2)) as due_amount,
    cast(sum(promised.kept) as bigint) as kept_promises,
    cast(sum(promised.kept_amount) as decimal(18, 2)) as kept_amount,
    max(promised.due_amount) as largest_due_amount,
    max(promised.kept_amount) as largest_kept_amount
from promised
inner join case_file on promised.case_no = case_file.case_no
left join agency on promised.agency_no = agency.agency_no
group by all
order by month
