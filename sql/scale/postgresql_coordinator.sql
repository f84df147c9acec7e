-- On the server that asks, with psql: the shards' views as foreign tables, and what they have counted together.
--   psql -v dir=/run/shards -v port1=5433 -v port2=5434 -f postgresql_coordinator.sql
-- A plain GROUP BY over foreign tables of patients would fetch every row: postgres_fdw sends an aggregate to a shard only
-- where the partition's key is in it. Over the views, what is fetched is counted already. async_capable: the shards count at
-- the same time. sum(bigint) is numeric, hence the cast.
CREATE EXTENSION IF NOT EXISTS postgres_fdw;

CREATE SERVER shard1 FOREIGN DATA WRAPPER postgres_fdw
    OPTIONS (host :'dir', port :'port1', dbname 'postgres', async_capable 'true', fetch_size '50000');
CREATE SERVER shard2 FOREIGN DATA WRAPPER postgres_fdw
    OPTIONS (host :'dir', port :'port2', dbname 'postgres', async_capable 'true', fetch_size '50000');
CREATE USER MAPPING FOR CURRENT_USER SERVER shard1 OPTIONS (user 'counting', password_required 'false');
CREATE USER MAPPING FOR CURRENT_USER SERVER shard2 OPTIONS (user 'counting', password_required 'false');

CREATE FOREIGN TABLE counted1 (arm text, age_band int, centre int, os_days int, status int, n bigint)
    SERVER shard1 OPTIONS (table_name 'counted');
CREATE FOREIGN TABLE counted2 (arm text, age_band int, centre int, os_days int, status int, n bigint)
    SERVER shard2 OPTIONS (table_name 'counted');

CREATE VIEW pooled AS
SELECT arm, age_band, centre, os_days, status, sum(n)::bigint AS n
FROM (SELECT * FROM counted1 UNION ALL SELECT * FROM counted2) AS shards
GROUP BY arm, age_band, centre, os_days, status;
