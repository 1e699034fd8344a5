-- Is every case-month whose contacts are reported in one band of each way of counting, and no other? A row is a
-- platform's month of which this is not so.
with cases as (
    select
        month,
        platform,
        count(*) as case_months,
        coalesce(sum(paying_cases), 0) as paying
    from case_month
    where contacts is not null
    group by all
),

doses as (
    select
        month,
        platform,
        dose,
        sum(case_months) as case_months,
        coalesce(sum(paying_case_months), 0) as paying,
        sum(followed_case_months) as followed,
        sum(complaint_case_months) as complained
    from pressure_month
    group by all
),

compared as (
    select
        month,
        platform,
        count(*) as doses,
        min(case_months) as least,
        max(case_months) as most,
        min(paying) as least_paying,
        max(paying) as most_paying,
        max(followed) as followed,
        max(complained) as complained
    from doses
    group by all
)

select
    coalesce(cases.month, compared.month) as month,
    coalesce(cases.platform, compared.platform) as platform,
    cases.case_months,
    compared.doses,
    compared.least,
    compared.most
from cases
full outer join compared on cases.month = compared.month and cases.platform = compared.platform
where
    cases.month is null
    or coalesce(compared.doses, 0) <> 3
    or compared.least <> cases.case_months
    or compared.most <> cases.case_months
    or compared.least_paying <> cases.paying
    or compared.most_paying <> cases.paying
    or compared.followed > cases.case_months
    or compared.complained > compared.followed
