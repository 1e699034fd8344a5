-- Which was the first, second, third… contact on a case in its first 30 days, and what came of it? One row per outgoing
-- contact of a case opened in a reported month whose first 30 days are over. cash is what was recovered after it and
-- before the next, at most 7 days later; cost is the part of the case's cost of the month and channel that falls on it.
with opened as (
    select
        case_file.case_no,
        case_file.opened_on,
        last_day(case_file.opened_on) as month,
        payments.as_of is not null as has_payments
    from case_file
    inner join covered_month as cases on last_day(case_file.opened_on) = cases.month and cases.table_name = 'cases'
    inner join covered as contacts
        on
            contacts.table_name = 'contacts'
            and case_file.opened_on >= contacts.since
            and contacts.as_of >= case_file.opened_on + 30
    left join covered as payments
        on
            payments.table_name = 'payments'
            and case_file.opened_on >= payments.since
            and payments.as_of >= case_file.opened_on + 30
),

touches as (
    select
        opened.case_no,
        opened.month,
        opened.has_payments,
        contact.day,
        contact.month as contact_month,
        contact.channel,
        contact.right_party,
        cast(
            row_number() over (
                partition by opened.case_no
                order by contact.started_at, contact.channel, contact.right_party
            ) as integer
        ) as contact_no
    from opened
    inner join contact on opened.case_no = contact.case_no
    where contact.contacts = 1 and contact.day between opened.opened_on and opened.opened_on + 30
),

credited as (
    select
        recovered.case_no,
        recovered.judged_on,
        sum(recovered.amount) as cash
    from recovered
    inner join opened on recovered.case_no = opened.case_no
    where recovered.judged_on <= opened.opened_on + 30
    group by recovered.case_no, recovered.judged_on
),

credits as (
    select
        credited.case_no,
        max(touches.contact_no) as contact_no,
        max(credited.cash) as cash
    from credited
    inner join touches
        on
            credited.case_no = touches.case_no
            and credited.judged_on >= touches.day
            and credited.judged_on - 7 <= touches.day
    group by credited.case_no, credited.judged_on
),

brought as (
    select
        case_no,
        contact_no,
        sum(cash) as cash
    from credits
    group by case_no, contact_no
),

spent as (
    select
        case_no,
        month,
        channel,
        sum(cost) as cost
    from cost_part
    group by case_no, month, channel
),

done as (
    select
        case_no,
        month,
        channel,
        sum(contacts) as contacts
    from contact_group
    group by case_no, month, channel
),

costs as (
    select
        done.case_no,
        done.month,
        done.channel,
        cast(coalesce(spent.cost, 0) / done.contacts as decimal(18, 6)) as cost
    from done
    inner join covered_month on done.month = covered_month.month and covered_month.table_name = 'costs'
    left join spent
        on done.case_no = spent.case_no and done.month = spent.month and done.channel = spent.channel
    where done.contacts > 0
)

select
    touches.case_no,
    touches.month,
    touches.contact_no,
    touches.right_party,
    case when touches.has_payments then coalesce(brought.cash, 0) end as cash,
    costs.cost
from touches
left join brought on touches.case_no = brought.case_no and touches.contact_no = brought.contact_no
left join costs
    on
        touches.case_no = costs.case_no
        and touches.contact_month = costs.month
        and touches.channel = costs.channel
