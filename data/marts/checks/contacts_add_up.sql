-- Do the contacts of each of the six cubes add up to those handed in? A row is a platform's month in which they do not.
with cubes as (
    select
        month,
        platform,
        sum(contacts) as contacts,
        sum(incoming) as incoming
    from contact_case_month
    group by all
    union all
    select
        month,
        platform,
        sum(contacts) as contacts,
        sum(incoming) as incoming
    from contact_month
    group by all
    union all
    select
        month,
        platform,
        sum(contacts) as contacts,
        sum(incoming) as incoming
    from contact_month_platform
    group by all
    union all
    select
        month,
        platform,
        sum(contacts) as contacts,
        sum(incoming) as incoming
    from contact_month_agent
    group by all
    union all
    select
        month,
        platform,
        sum(contacts) as contacts,
        sum(incoming) as incoming
    from contact_month_outcome
    group by all
    union all
    select
        month,
        platform,
        sum(contacts) as contacts,
        sum(incoming) as incoming
    from contact_month_day
    group by all
),

totals as (
    select
        month,
        platform,
        count(*) as cubes,
        min(contacts) as least_contacts,
        max(contacts) as most_contacts,
        min(incoming) as least_incoming,
        max(incoming) as most_incoming
    from cubes
    group by all
)

select
    coalesce(submitted.month, totals.month) as month,
    coalesce(submitted.platform, totals.platform) as platform,
    submitted.contacts,
    totals.least_contacts,
    totals.most_contacts
from contact_submitted as submitted
full outer join totals on submitted.month = totals.month and submitted.platform = totals.platform
where
    submitted.month is null
    or coalesce(totals.cubes, 0) <> 6
    or submitted.contacts <> totals.least_contacts
    or submitted.contacts <> totals.most_contacts
    or submitted.incoming <> totals.least_incoming
    or submitted.incoming <> totals.most_incoming
