-- Who are the agents in view? One row per agent, or per team where persons may not be seen, with how many there are,
-- how many have not left, and when the first was hired and the last left.
select
    platform,
    agency,
    team,
    agent,
    count(*) as agents,
    count(*) filter (where left_on is null) as active,
    min(hired_on) as first_hired_on,
    max(left_on) as last_left_on
from agent_roster
group by platform, agency, team, agent
order by platform asc, agency asc, team asc, agent asc
