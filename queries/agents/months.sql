-- What became of the late cases held, month by month, beside what their mix let expect? One row per month: everyone in
-- view together; variance is what chance alone adds to the cured.
select
    month,
    sum(at_risk)::bigint as at_risk,
    sum(cured)::bigint as cured,
    sum(expected) as expected,
    sum(variance) as variance,
    sum(cured) / nullif(sum(at_risk), 0) as rate,
    sum(expected) / nullif(sum(at_risk), 0) as expected_rate
from outcome_month
group by month
order by month asc
