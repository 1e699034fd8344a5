-- What was each case in a month: open how long, how late, in whose hands, at what cost, with what cash? One row per
-- case and reported month it was open a day or more. opened_balance is that of a case opened in the month, else 0.
-- Figures of a table not reported that month are null.
with known as (
    select
        month,
        max(case when table_name = 'contacts' then 1 else 0 end) = 1 as has_contacts,
        max(case when table_name = 'payments' then 1 else 0 end) = 1 as has_payments,
        max(case when table_name = 'costs' then 1 else 0 end) = 1 as has_costs
    from covered_month
    group by month
),

done as (
    select
        case_no,
        month,
        sum(contacts) as contacts,
        sum(connected) as connected,
        sum(right_party) as right_party
    from contact_group
    group by case_no, month
),

brought as (
    select
        case_no,
        month,
        sum(amount) as cash
    from recovered
    group by case_no, month
),

spent as (
    select
        case_no,
        month,
        sum(cost) as cost
    from cost_part
    group by case_no, month
)

select
    worked.month,
    case_file.platform,
    case_file.platform_kind,
    case_file.region,
    case_file.product,
    case_file.age_band,
    case_file.occupation,
    case_file.overdue_reason,
    worked.bucket,
    coalesce(agency.agency, 'unknown') as agency,
    coalesce(collector.team, 'unknown') as team,
    coalesce(collector.agent, 'unknown') as agent,
    case_file.case_id,
    case_file.loan_id,
    case_file.borrower_id,
    1 as cases,
    cast(worked.case_days as integer) as case_days,
    case when last_day(case_file.opened_on) = worked.month then 1 else 0 end as opened_cases,
    case when last_day(case_file.closed_on) = worked.month then 1 else 0 end as closed_cases,
    case
        when last_day(case_file.closed_on) = worked.month and case_file.close_reason in ('cured', 'settled') then 1
        else 0
    end as cured_cases,
    cast(
        case when last_day(case_file.opened_on) = worked.month then case_file.opened_balance else 0 end
        as decimal(18, 2)
    ) as opened_balance,
    case when known.has_contacts then cast(coalesce(done.contacts, 0) as bigint) end as contacts,
    case when known.has_contacts then cast(coalesce(done.connected, 0) as bigint) end as connected,
    case when known.has_contacts then cast(coalesce(done.right_party, 0) as bigint) end as right_party,
    case when known.has_payments then cast(coalesce(brought.cash, 0) as decimal(18, 2)) end as cash_recovered,
    case when known.has_payments then case when brought.cash > 0 then 1 else 0 end end as paying_cases,
    case when known.has_costs then cast(coalesce(spent.cost, 0) as decimal(18, 2)) end as cost
from worked
inner join case_file on worked.case_no = case_file.case_no
inner join known on worked.month = known.month
left join collector on worked.agent_no = collector.agent_no
left join agency on collector.agency_no = agency.agency_no
left join done on worked.case_no = done.case_no and worked.month = done.month
left join brought on worked.case_no = brought.case_no and worked.month = brought.month
left join spent on worked.case_no = spent.case_no and worked.month = spent.month
order by worked.month, worked.case_no
