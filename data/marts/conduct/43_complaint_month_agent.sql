-- How many complaints came in about each agent? One row per month, lateness and agent with a case worked or a
-- complaint, 0 where there was none in a reported month: complaint_month by whoever it is about.
with months as (
    select
        month,
        platform,
        platform_kind
    from table_month
    where table_name = 'complaints'
),

slices as (
    select
        caseload_month_agent.month,
        caseload_month_agent.platform,
        caseload_month_agent.platform_kind,
        caseload_month_agent.bucket,
        caseload_month_agent.agency,
        caseload_month_agent.team,
        caseload_month_agent.agent
    from caseload_month_agent
    inner join months on caseload_month_agent.month = months.month
    union
    select
        complaint.month,
        complaint.platform,
        complaint.platform_kind,
        complaint.bucket,
        complaint.agency,
        complaint.team,
        complaint.agent
    from complaint
    union
    select
        months.month,
        months.platform,
        months.platform_kind,
        'unknown' as bucket,
        'unknown' as agency,
        'unknown' as team,
        'unknown' as agent
    from months
    where
        months.month not in (select caseload_month_agent.month from caseload_month_agent)
        and months.month not in (select complaint.month from complaint)
)

select
    slices.month,
    slices.platform,
    slices.platform_kind,
    slices.bucket,
    slices.agency,
    slices.team,
    slices.agent,
    cast(coalesce(sum(complaint.complaints), 0) as bigint) as complaints,
    cast(coalesce(sum(complaint.closed), 0) as bigint) as closed,
    cast(coalesce(sum(complaint.upheld), 0) as bigint) as upheld,
    cast(coalesce(sum(complaint.decided), 0) as bigint) as decided,
    cast(coalesce(sum(complaint.repeated), 0) as bigint) as repeated,
    cast(coalesce(sum(complaint.repeat_known), 0) as bigint) as repeat_known,
    cast(coalesce(sum(complaint.escalated), 0) as bigint) as escalated,
    cast(coalesce(sum(complaint.due_15), 0) as bigint) as due_15,
    cast(coalesce(sum(complaint.closed_15), 0) as bigint) as closed_15,
    cast(coalesce(sum(complaint.due_30), 0) as bigint) as due_30,
    cast(coalesce(sum(complaint.closed_30), 0) as bigint) as closed_30,
    cast(coalesce(sum(complaint.due_60), 0) as bigint) as due_60,
    cast(coalesce(sum(complaint.closed_60), 0) as bigint) as closed_60,
    cast(coalesce(sum(complaint.is_open), 0) as bigint) as is_open,
    cast(coalesce(sum(complaint.redress), 0) as decimal(18, 2)) as redress,
    cast(coalesce(sum(complaint.in_time), 0) as bigint) as in_time,
    cast(coalesce(sum(complaint.in_time_known), 0) as bigint) as in_time_known
from slices
left join complaint
    on
        slices.month = complaint.month
        and slices.platform = complaint.platform
        and slices.platform_kind = complaint.platform_kind
        and slices.bucket = complaint.bucket
        and slices.agency = complaint.agency
        and slices.team = complaint.team
        and slices.agent = complaint.agent
group by all
order by month
