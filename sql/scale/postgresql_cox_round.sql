-- cox_part() in PostgreSQL: the parts of the centres of one server, a JSON object a line, for two covariates; with psql:
--   psql -qAt -v beta="$BETA" -f postgresql_cox_round.sql
-- The covariates are x1 and x2 of the first query. Efron's ties: the d deaths of a time are its terms 0/d, 1/d, ...
WITH x AS (
    SELECT centre, os_days AS t, status > 0 AS dies, (arm = 'B')::int::float8 AS x1, age_band::float8 AS x2,
           (:'beta'::json ->> 0)::float8 AS b1, (:'beta'::json ->> 1)::float8 AS b2
    FROM patients
),
risks AS (SELECT *, b1 * x1 + b2 * x2 AS eta, exp(b1 * x1 + b2 * x2) AS r FROM x),
times AS (
    SELECT centre, t, count(*) FILTER (WHERE dies) AS d, sum(eta) FILTER (WHERE dies) AS eta,
           sum(x1) FILTER (WHERE dies) AS u1, sum(x2) FILTER (WHERE dies) AS u2,
           sum(r) AS a0, sum(r * x1) AS a1, sum(r * x2) AS a2,
           sum(r * x1 * x1) AS a11, sum(r * x1 * x2) AS a12, sum(r * x2 * x2) AS a22,
           sum(r) FILTER (WHERE dies) AS d0, sum(r * x1) FILTER (WHERE dies) AS d1, sum(r * x2) FILTER (WHERE dies) AS d2,
           sum(r * x1 * x1) FILTER (WHERE dies) AS d11, sum(r * x1 * x2) FILTER (WHERE dies) AS d12,
           sum(r * x2 * x2) FILTER (WHERE dies) AS d22
    FROM risks GROUP BY centre, t
),
sets AS (  -- those at risk: everybody of that time or later
    SELECT *, sum(a0) OVER later AS s0, sum(a1) OVER later AS s1, sum(a2) OVER later AS s2,
           sum(a11) OVER later AS s11, sum(a12) OVER later AS s12, sum(a22) OVER later AS s22
    FROM times WINDOW later AS (PARTITION BY centre ORDER BY t DESC)
),
terms AS (
    SELECT centre, t, d, eta, u1, u2, s0 - f * d0 AS s0, (s1 - f * d1) / (s0 - f * d0) AS m1, (s2 - f * d2) / (s0 - f * d0) AS m2,
           (s11 - f * d11) / (s0 - f * d0) AS m11, (s12 - f * d12) / (s0 - f * d0) AS m12, (s22 - f * d22) / (s0 - f * d0) AS m22
    FROM sets, LATERAL (SELECT k::float8 / d AS f FROM generate_series(0, d - 1) AS k) AS ties
    WHERE d > 0
)
SELECT json_build_object('beta', :'beta'::json, 'loglik', sum(eta / d - ln(s0)),
                         'score', json_build_array(sum(u1 / d - m1), sum(u2 / d - m2)),
                         'information', json_build_array(sum(m11 - m1 * m1), sum(m12 - m1 * m2), sum(m22 - m2 * m2)))
FROM terms
GROUP BY centre
ORDER BY centre;
