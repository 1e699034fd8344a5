-- Does pressing harder go with paying, or with complaining? One row per month, place, product, lateness, way of
-- counting (dose) and number of contacts (band, by position). attempts and connected are those of the month,
-- busiest_day the most answered calls of a day. A complaint counts in the contacts' month and the two after, for those
-- case-months that were followed so far. paying is null where payments are not reported.
with doses as (
    select
        pressed.*,
        'attempts' as dose,
        contacts as times
    from pressed
    union all
    select
        pressed.*,
        'connected' as dose,
        connected as times
    from pressed
    union all
    select
        pressed.*,
        'busiest_day' as dose,
        busiest_day as times
    from pressed
),

placed as (
    select
        doses.*,
        case
            when times <= 3 then times + 1
            when times <= 5 then 5
            when times <= 8 then 6
            when times <= 12 then 7
            when times <= 20 then 8
            else 9
        end as position
    from doses
)

select
    month,
    platform,
    platform_kind,
    region,
    product,
    bucket,
    dose,
    case
        when position <= 4 then cast(position - 1 as varchar)
        when position = 5 then '4-5'
        when position = 6 then '6-8'
        when position = 7 then '9-12'
        when position = 8 then '13-20'
        else '21+'
    end as band,
    cast(position as integer) as position,
    count(*) as case_months,
    cast(sum(paying_cases) as bigint) as paying_case_months,
    cast(sum(followed) as bigint) as followed_case_months,
    cast(sum(complained) as bigint) as complaint_case_months
from placed
group by all
order by month
