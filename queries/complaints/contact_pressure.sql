-- Does pressing harder bring more money, or more complaints? One row per band of contacts in a month, counted as $dose
-- says: attempts, connected, or the most answered calls on one day. followed are case-months whose next two months are
-- known too, complained those of them with a complaint by then.
select
    position,
    band,
    sum(case_months)::bigint as case_months,
    sum(paying_case_months)::bigint as paying,
    sum(followed_case_months)::bigint as followed,
    sum(complaint_case_months)::bigint as complained
from pressure_month
where dose = $dose
group by position, band
order by position
