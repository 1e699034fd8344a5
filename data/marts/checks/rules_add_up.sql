-- Do the cubes of rules agree, and is no more broken than can be judged, and no more judged than the rules are about? A
-- row is a platform's month and rule, or pack, or month of cases in which they do not.
with told as (
    select
        'place' as cube,
        month,
        platform,
        rule,
        contacts,
        assessable,
        breaches
    from contact_month_rule
    union all
    select
        'platform' as cube,
        month,
        platform,
        rule,
        contacts,
        assessable,
        breaches
    from contact_month_rule_platform
    union all
    select
        'team' as cube,
        month,
        platform,
        rule,
        contacts,
        assessable,
        breaches
    from breach_month_team
),

cubes as (
    select
        cube,
        month,
        platform,
        rule,
        sum(contacts) as contacts,
        sum(assessable) as assessable,
        sum(breaches) as breaches,
        max(case when breaches > assessable or assessable > contacts then 1 else 0 end) as is_odd
    from told
    group by all
),

rules as (
    select
        month,
        platform,
        rule,
        count(*) as cubes,
        max(is_odd) as is_odd,
        max(contacts) - min(contacts) as contacts_apart,
        max(assessable) - min(assessable) as assessable_apart,
        max(breaches) - min(breaches) as breaches_apart,
        max(breaches) as breaches
    from cubes
    group by all
),

hours as (
    select
        month,
        platform,
        rule,
        sum(breaches) as breaches
    from breach_hour
    group by all
),

attempts as (
    select
        month,
        platform,
        sum(contacts) as contacts,
        sum(breaches) as breaches
    from contact_month
    group by all
),

timed as (
    select
        month,
        platform,
        sum(contacts) as contacts
    from contact_hour
    group by all
),

packs as (
    select
        month,
        platform,
        pack,
        sum(contacts) as contacts,
        sum(breaches) as breaches
    from contact_month_pack
    group by all
),

found as (
    select
        coalesce(rules.month, hours.month) as month,
        coalesce(rules.platform, hours.platform) as platform,
        coalesce(rules.rule, hours.rule) as about
    from rules
    full outer join hours
        on rules.month = hours.month and rules.platform = hours.platform and rules.rule = hours.rule
    where
        rules.cubes is null
        or rules.cubes <> 3
        or rules.is_odd = 1
        or rules.contacts_apart <> 0
        or rules.assessable_apart <> 0
        or rules.breaches_apart <> 0
        or rules.breaches <> coalesce(hours.breaches, 0)
    union all
    select
        coalesce(attempts.month, packs.month) as month,
        coalesce(attempts.platform, packs.platform) as platform,
        packs.pack as about
    from attempts
    full outer join packs on attempts.month = packs.month and attempts.platform = packs.platform
    left join timed on attempts.month = timed.month and attempts.platform = timed.platform
    where
        coalesce(attempts.contacts, 0) <> coalesce(packs.contacts, 0)
        or coalesce(attempts.contacts, 0) <> coalesce(timed.contacts, 0)
        or (packs.pack = 'cn' and attempts.breaches <> packs.breaches)
        or packs.breaches > packs.contacts
    union all
    select
        whole.month,
        whole.platform,
        'cases' as about
    from breached_case_month_pack as whole
    where whole.breached_cases > whole.cases
)

select
    month,
    platform,
    about
from found
