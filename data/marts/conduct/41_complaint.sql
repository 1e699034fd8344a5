-- What was complained of, about whom, and how was it dealt with? One row per complaint of a reported month. Who is
-- whoever it names, else whoever held the case. upheld counts where decided, repeated where repeat_known, in_time where
-- in_time_known; due_h is 1 for those received h days or more before the last day reported (the younger are known only
-- where they were closed fast), null where the platform never says when one was closed.
with closings as (
    select count(closed_at) as number
    from submitted_complaints
),

aged as (
    select
        grievance.complaint_id,
        case when closings.number > 0 then date_diff('day', grievance.day, submitted.as_of) end as age
    from grievance
    cross join closings
    inner join submitted on submitted.table_name = 'complaints'
)

select
    grievance.month,
    grievance.day,
    reporting.platform,
    reporting.platform_kind,
    coalesce(grievance.region_code, grievance.region, 'unknown') as region,
    coalesce(grievance.product, 'unknown') as product,
    coalesce(grievance_case.bucket, 'unknown') as bucket,
    coalesce(agency.agency, 'unknown') as agency,
    coalesce(collector.team, 'unknown') as team,
    case
        when grievance.agent_id is null then coalesce(collector.agent, 'unknown')
        else concat(reporting.platform, '/', grievance.agent_id)
    end as agent,
    grievance.cause,
    grievance.intake,
    cast(grievance.severity as varchar) as severity,
    coalesce(grievance.response, 'unknown') as response,
    1 as complaints,
    case when grievance.closed_at is null then 0 else 1 end as closed,
    case when grievance.closed_at is not null and grievance.upheld then 1 else 0 end as upheld,
    case when grievance.closed_at is not null and grievance.upheld is not null then 1 else 0 end as decided,
    case
        when grievance.borrower_id is not null and grievance.previous_at >= grievance.received_at - interval 90 day
            then 1
        else 0
    end as repeated,
    case when grievance.borrower_id is null then 0 else 1 end as repeat_known,
    case when grievance.intake in ('hotline_12378', 'hotline_12345', 'court') then 1 else 0 end as escalated,
    case when aged.age >= 15 then 1 when aged.age is not null then 0 end as due_15,
    case
        when aged.age >= 15 and grievance.closed_at <= grievance.received_at + interval 15 day then 1
        when aged.age is not null then 0
    end as closed_15,
    case when aged.age >= 30 then 1 when aged.age is not null then 0 end as due_30,
    case
        when aged.age >= 30 and grievance.closed_at <= grievance.received_at + interval 30 day then 1
        when aged.age is not null then 0
    end as closed_30,
    case when aged.age >= 60 then 1 when aged.age is not null then 0 end as due_60,
    case
        when aged.age >= 60 and grievance.closed_at <= grievance.received_at + interval 60 day then 1
        when aged.age is not null then 0
    end as closed_60,
    date_diff('second', grievance.received_at, grievance.first_reply_at) / 3600 as reply_hours,
    date_diff(
        'second', grievance.received_at, coalesce(grievance.closed_at, cast(submitted.as_of + 1 as timestamp))
    ) / 86400 as open_days,
    case when grievance.closed_at is null then 1 else 0 end as is_open,
    grievance.redress,
    case when grievance.in_time then 1 else 0 end as in_time,
    case when grievance.in_time is null then 0 else 1 end as in_time_known
from grievance
inner join aged on grievance.complaint_id = aged.complaint_id
cross join reporting
inner join table_month on grievance.month = table_month.month and table_month.table_name = 'complaints'
inner join submitted on submitted.table_name = 'complaints'
left join grievance_case on grievance.complaint_id = grievance_case.complaint_id
left join collector as named on grievance.agent_id = named.agent_id
left join collector
    on case when grievance.agent_id is null then grievance_case.agent_no else named.agent_no end = collector.agent_no
left join agency on collector.agency_no = agency.agency_no
order by grievance.month
