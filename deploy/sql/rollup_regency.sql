-- On each database of regencies: what the roll-up may read of it, and the role as which it does.
--
--   psql -v password=… -f deploy/sql/rollup_regency.sql DATABASE
--
-- The role sees the view `rollup` and nothing else: sums by sector and waiting band, no actor, no place, no facilitator.
-- The sums are made here, where the rows lie. A function makes them and not the view itself, so that the view keeps no
-- migration from changing the tables. May be run again, which is how the password is changed.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
BEGIN;
DROP VIEW IF EXISTS rollup;
DROP FUNCTION IF EXISTS rollup_rows;

-- First a row for each regency, without sector and with no count; then one for each sector and waiting band it has.
-- `observed` are the actors in kecamatan where visits are recorded by then, `served` those of them that were visited
-- within twelve months.
CREATE FUNCTION rollup_rows() RETURNS TABLE (
  kab_code text, kind text, version bigint, day date, sector text, waiting text,
  actors bigint, observed bigint, served bigint, legal bigint
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT r.kab_code, r.kind, v.version, d.day, NULL, NULL, 0, 0, 0, 0
  FROM register r
  LEFT JOIN data_version v ON v.kab_code = r.kab_code
  LEFT JOIN summary_day d ON d.kab_code = r.kab_code AND d.which = 'today'
  UNION ALL
  SELECT s.kab_code, NULL, NULL, NULL, s.sector, s.waiting,
    sum(s.actors),
    coalesce(sum(s.actors) FILTER (WHERE k.visits_since <= d.day), 0),
    coalesce(sum(s.actors) FILTER (WHERE k.visits_since <= d.day AND s.waiting IN ('under_6', '6_12')), 0),
    coalesce(sum(s.actors) FILTER (WHERE s.legal = 1), 0)
  FROM summary s
  JOIN summary_day d ON d.kab_code = s.kab_code AND d.which = s.which
  JOIN kecamatan k ON k.kab_code = s.kab_code AND k.code = s.kecamatan_code
  WHERE s.which = 'today' AND s.actors > 0
  GROUP BY s.kab_code, s.sector, s.waiting
$$;
REVOKE ALL ON FUNCTION rollup_rows FROM PUBLIC;
CREATE VIEW rollup AS SELECT * FROM rollup_rows();

SELECT 'CREATE ROLE rollup' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'rollup') \gexec
ALTER ROLE rollup LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
ALTER ROLE rollup SET default_transaction_read_only = on;
GRANT EXECUTE ON FUNCTION rollup_rows TO rollup;
GRANT SELECT ON rollup TO rollup;
COMMIT;
