-- In what state was each loan at each month-end, by each source? One row per source, loan and month-end, loans that
-- have left included; bucket is null off the book.
with computed as (
    select
        'instalments' as source,
        position.loan_no,
        position.month,
        case
            when lifetime.closed_on <= position.month and lifetime.ended_on = lifetime.closed_on
                then lifetime.closed_as
            when
                position.paid >= lifetime.due_total
                or (lifetime.is_principal_known and position.principal_paid >= lifetime.principal)
                then 'settled'
            when lifetime.restructured_on <= position.month then 'restructured'
            else 'active'
        end as status,
        lifetime.principal
        - case when lifetime.is_principal_known then position.principal_paid else allocated.principal_paid end
            as balance,
        position.arrears,
        coalesce(date_diff('day', oldest_unpaid.due_on, position.month), 0) as days_past_due,
        cast(null as varchar) as given_bucket
    from position
    inner join lifetime on position.loan_no = lifetime.loan_no
    left join oldest_unpaid on position.loan_no = oldest_unpaid.loan_no and position.month = oldest_unpaid.month
    left join allocated on position.loan_no = allocated.loan_no and position.month = allocated.month
),

given as (
    select
        'loan_months' as source,
        numbered.loan_no,
        loan_months.month_end as month,
        loan_months.status,
        loan_months.balance,
        loan_months.arrears,
        loan_months.days_past_due,
        loan_months.bucket as given_bucket
    from submitted_loan_months as loan_months
    inner join numbered on loan_months.loan_id = numbered.loan_id
),

followed as (
    select
        given.loan_no,
        given.status,
        reported.next_month,
        lead(given.month) over (partition by given.loan_no order by given.month) as seen_again
    from given
    inner join reported on given.month = reported.month
    cross join reporting
    where reporting.source = 'loan_months'
),

vanished as (
    select
        'loan_months' as source,
        loan_no,
        next_month as month,
        'not_reported' as status,
        cast(null as decimal(18, 2)) as balance,
        cast(null as decimal(18, 2)) as arrears,
        cast(null as bigint) as days_past_due,
        cast(null as varchar) as given_bucket
    from followed
    where
        status in ('active', 'restructured')
        and next_month is not null
        and (seen_again is null or seen_again > next_month)
),

states as (
    select * from computed
    union all
    select * from given
    union all
    select * from vanished
)

select
    source,
    loan_no,
    month,
    status,
    cast(balance as decimal(18, 2)) as balance,
    arrears,
    case when status in ('active', 'restructured') then cast(days_past_due as integer) end as days_past_due,
    case
        when status not in ('active', 'restructured') then null
        when days_past_due <= 0 then 'M0'
        when days_past_due <= 30 then 'M1'
        when days_past_due <= 60 then 'M2'
        when days_past_due <= 90 then 'M3'
        when days_past_due <= 120 then 'M4'
        when days_past_due <= 150 then 'M5'
        when days_past_due <= 180 then 'M6'
        when days_past_due > 180 then 'M7+'
        else given_bucket
    end as bucket
from states
