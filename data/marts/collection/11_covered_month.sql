-- In which whole months is each table of collecting reported? One row per table and month.
select
    covered.table_name,
    calendar.month
from covered
inner join calendar on covered.since <= calendar.month and covered.as_of >= calendar.month
