-- What would each pack find, if it applied? One row per pack: contacts, those that would break any of its rules, cases
-- contacted month by month, and those of them with such a contact.
with contacted as (
    select
        pack,
        sum(contacts)::bigint as contacts,
        sum(breaches)::bigint as breaches
    from pack_month
    group by pack
),

worked as (
    select
        pack,
        sum(cases)::bigint as cases,
        sum(breached_cases)::bigint as breached_cases
    from breached_case_month_pack
    group by pack
)

select
    contacted.pack,
    contacted.contacts,
    contacted.breaches,
    contacted.breaches * 1000.0 / nullif(contacted.contacts, 0) as rate,
    worked.cases,
    worked.breached_cases,
    worked.breached_cases * 1.0 / nullif(worked.cases, 0) as breached_case_share
from contacted
left join worked on contacted.pack = worked.pack
order by contacted.pack
