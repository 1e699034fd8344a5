-- Which calls were one too many within some days, or came too soon after a conversation? One row per call and rule.
with found as (
    select
        later.contact_id,
        rule.bit
    from debt_call as later
    inner join rule on later.channel = rule.channel and rule.kind = 'calls_in_days'
    inner join debt_call as earlier
        on
            later.borrower_id = earlier.borrower_id
            and later.loan_id = earlier.loan_id
            and later.attempt_no - rule.most = earlier.attempt_no
    where
        later.is_attempt = 1
        and earlier.is_attempt = 1
        and date_diff('day', earlier.day, later.day) < rule.days
    union all
    select
        later.contact_id,
        rule.bit
    from debt_call as later
    inner join rule on later.channel = rule.channel and rule.kind = 'call_after_conversation'
    where later.is_attempt = 1 and date_diff('day', later.spoken_on, later.day) < rule.days
)

select
    contact_id,
    bit
from found
