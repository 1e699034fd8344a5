-- Do the months, with their zeros, add up to the complaints, by place and by agent, and are there months for every
-- reported one? A row is a platform's month in which they do not.
with months as (
    select
        month,
        platform
    from table_month
    where table_name = 'complaints'
),

single as (
    select
        month,
        platform,
        count(*) as complaints,
        sum(closed) as closed,
        sum(repeated) as repeated
    from complaint
    group by all
),

places as (
    select
        month,
        platform,
        sum(complaints) as complaints,
        sum(closed) as closed,
        sum(repeated) as repeated
    from complaint_month
    group by all
),

agents as (
    select
        month,
        platform,
        sum(complaints) as complaints,
        sum(closed) as closed,
        sum(repeated) as repeated
    from complaint_month_agent
    group by all
)

select
    coalesce(months.month, single.month, places.month, agents.month) as month,
    coalesce(months.platform, single.platform, places.platform, agents.platform) as platform,
    single.complaints,
    places.complaints as complaints_by_place,
    agents.complaints as complaints_by_agent
from months
full outer join single on months.month = single.month and months.platform = single.platform
full outer join places on months.month = places.month and months.platform = places.platform
full outer join agents on months.month = agents.month and months.platform = agents.platform
where
    months.month is null
    or coalesce(single.complaints, 0) <> coalesce(places.complaints, -1)
    or coalesce(single.closed, 0) <> coalesce(places.closed, -1)
    or coalesce(single.repeated, 0) <> coalesce(places.repeated, -1)
    or places.complaints <> coalesce(agents.complaints, -1)
    or places.closed <> coalesce(agents.closed, -1)
    or places.repeated <> coalesce(agents.repeated, -1)
