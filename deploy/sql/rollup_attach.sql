-- On the coordinator's database, which keeps no row of its own: one database of regencies becomes a partition of `rollup`.
--
--   psql -v shard=jember -v host=10.0.0.2 -v port=5432 -v dbname=jember -v password=… -f deploy/sql/rollup_attach.sql COORDINATOR
--
-- `shard` is the name it has here; which regencies lie there is asked of it. Run as the user as whom the roll-up is
-- asked. May be run again: when a regency came or went, moved to another machine, or the columns changed.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS postgres_fdw;
DROP SCHEMA IF EXISTS :"shard" CASCADE;
DROP SERVER IF EXISTS :"shard" CASCADE;
CREATE SCHEMA :"shard";
-- async_capable: all of them count at the same time.
CREATE SERVER :"shard" FOREIGN DATA WRAPPER postgres_fdw OPTIONS (
  host :'host', port :'port', dbname :'dbname', connect_timeout '5', fetch_size '10000', async_capable 'true',
  updatable 'false', truncatable 'false'
);
CREATE USER MAPPING FOR CURRENT_USER SERVER :"shard" OPTIONS (user 'rollup', password :'password');
IMPORT FOREIGN SCHEMA public LIMIT TO (rollup) FROM SERVER :"shard" INTO :"shard";
SELECT string_agg(DISTINCT quote_literal(kab_code), ', ') AS regencies FROM :"shard".rollup \gset
CREATE TABLE IF NOT EXISTS public.rollup (LIKE :"shard".rollup) PARTITION BY LIST (kab_code);
ALTER TABLE public.rollup ATTACH PARTITION :"shard".rollup FOR VALUES IN (:regencies);
COMMIT;
