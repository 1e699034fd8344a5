-- Does every month with loans on the book appear in the cubes, and none besides? A row is a platform's month that
-- is in one and not in the other.
with reported as (
    select
        month,
        platform,
        loans
    from reported_month
),

cube as (
    select
        month,
        platform,
        sum(loans) as loans
    from portfolio_month
    group by all
)

select
    coalesce(reported.month, cube.month) as month,
    coalesce(reported.platform, cube.platform) as platform,
    reported.loans,
    cube.loans as loans_in_cube
from reported
full outer join cube on reported.month = cube.month and reported.platform = cube.platform
where reported.month is null or reported.loans <> coalesce(cube.loans, 0)
