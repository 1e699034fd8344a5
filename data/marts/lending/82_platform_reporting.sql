-- What does each platform report its balances from, and until when? One row per platform.
select
    platform,
    platform_kind,
    source,
    balances_as_of,
    loans_as_of,
    payments_as_of
from reporting
