-- Do the cubes of recovered cash tell of the same money? A row is a platform's month in which they do not.
with cubes as (
    select
        'recovered_month' as cube,
        month,
        platform,
        sum(cash_recovered) as cash,
        sum(recovered_payments) as payments
    from recovered_month
    group by all
    union all
    select
        'recovered_month_agent' as cube,
        month,
        platform,
        sum(cash_recovered) as cash,
        sum(recovered_payments) as payments
    from recovered_month_agent
    group by all
    union all
    select
        'recovered_month_day' as cube,
        month,
        platform,
        sum(cash_recovered) as cash,
        sum(recovered_payments) as payments
    from recovered_month_day
    group by all
)

select
    month,
    platform,
    min(cash) as least_cash,
    max(cash) as most_cash,
    min(payments) as least_payments,
    max(payments) as most_payments
from cubes
group by all
having count(*) <> 3 or min(cash) <> max(cash) or min(payments) <> max(payments)
