-- How was the money recovered? One row per payment: by court or sale, after somebody reached the debtor in the 14 days
-- before, after any contact in the 7 days before, or without one; channel is that of the last contact in the 14 days.
-- The day itself counts.
with days as (
    select distinct
        loan_no,
        judged_on
    from overdue_cash
),

touched as (
    select
        days.loan_no,
        days.judged_on,
        max_by(contact.channel, { 'time': contact.started_at, 'channel': contact.channel }) as channel,
        max(contact.right_party) as right_party,
        max(contact.day) as last_day
    from days
    inner join contact
        on
            days.loan_no = contact.loan_no
            and days.judged_on >= contact.day
            and days.judged_on - 14 <= contact.day
    where contact.contacts = 1
    group by days.loan_no, days.judged_on
)

select
    cash.loan_no,
    cash.month,
    cash.paid_on,
    cash.judged_on,
    cash.amount,
    cash.payments,
    cash.case_no,
    cash.agent_no,
    cash.bucket,
    coalesce(touched.channel, case when covered_month.month is null then 'unknown' else 'none' end) as channel,
    case
        when cash.source in ('legal', 'sale') then cash.source
        when covered_month.month is null then 'not_known'
        when touched.right_party = 1 then 'attributed'
        when touched.last_day >= cash.judged_on - 7 then 'contacted'
        else 'self_cure'
    end as recovered_by
from overdue_cash as cash
left join touched on cash.loan_no = touched.loan_no and cash.judged_on = touched.judged_on
left join covered_month on cash.month = covered_month.month and covered_month.table_name = 'contacts'
