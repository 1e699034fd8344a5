-- Do the contacts of every cube add up to those handed in? A row is a platform's month in which those of one do not.
with cubes as (
    select
        'contact_case_month' as cube,
        month,
        platform,
        sum(contacts) as contacts,
        sum(incoming) as incoming
    from contact_case_month
    group by all
    union all
    select
        'contact_month' as cube,
        month,
        platform,
        sum(contacts) as contacts,
        sum(incoming) as incoming
    from contact_month
    group by all
    union all
    select
        'contact_month_platform' as cube,
        month,
        platform,
        sum(contacts) as contacts,
        sum(incoming) as incoming
    from contact_month_platform
    group by all
    union all
    select
        'contact_month_agent' as cube,
        month,
        platform,
        sum(contacts) as contacts,
        sum(incoming) as incoming
    from contact_month_agent
    group by all
    union all
    select
        'contact_month_outcome' as cube,
        month,
        platform,
        sum(contacts) as contacts,
        sum(incoming) as incoming
    from contact_month_outcome
    group by all
    union all
    select
        'contact_month_day' as cube,
        month,
        platform,
        sum(contacts) as contacts,
        sum(incoming) as incoming
    from contact_month_day
    group by all
),

names as (
    select distinct cube from cubes
),

wanted as (
    select
        names.cube,
        submitted.month,
        submitted.platform,
        submitted.contacts,
        submitted.incoming
    from contact_submitted as submitted
    cross join names
)

select
    coalesce(cubes.cube, wanted.cube) as cube,
    coalesce(cubes.month, wanted.month) as month,
    coalesce(cubes.platform, wanted.platform) as platform,
    wanted.contacts,
    cubes.contacts as contacts_in_cube
from cubes
full outer join wanted
    on cubes.cube = wanted.cube and cubes.month = wanted.month and cubes.platform = wanted.platform
where
    coalesce(cubes.contacts, -1) <> coalesce(wanted.contacts, -1)
    or coalesce(cubes.incoming, -1) <> coalesce(wanted.incoming, -1)
