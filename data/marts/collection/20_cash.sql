-- What came in, and by which day is it judged? One row per payment since they are reported. A reversal takes back the
-- last payment of the same amount by then and is judged as that was; where there is none, as a payment of its own day.
with received as (
    select
        payments.payment_id,
        cast(numbered.loan_no as integer) as loan_no,
        payments.paid_on,
        payments.amount,
        payments.source
    from submitted_payments as payments
    inner join numbered on payments.loan_id = numbered.loan_id
),

reversed as (
    select
        reversals.payment_id,
        max(received.paid_on) as judged_on,
        max_by(
            coalesce(received.source, 'borrower'), { 'day': received.paid_on, 'payment': received.payment_id }
        ) as source
    from received
    inner join received as reversals
        on
            received.loan_no = reversals.loan_no
            and received.amount = -reversals.amount
            and received.paid_on <= reversals.paid_on
    where reversals.amount < 0
    group by reversals.payment_id
)

select
    received.loan_no,
    received.paid_on,
    last_day(received.paid_on) as month,
    coalesce(reversed.judged_on, received.paid_on) as judged_on,
    coalesce(received.source, reversed.source, 'borrower') as source,
    received.amount,
    case when received.amount > 0 then 1 else 0 end as payments
from received
inner join covered on received.paid_on between covered.since and covered.as_of and covered.table_name = 'payments'
left join reversed on received.payment_id = reversed.payment_id
