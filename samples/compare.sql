-- Published beside computed, for every figure of samples/targets.csv. For the sqlite3 shell, from the
-- project's folder, after '.read sql/report.sql'; run by samples/quickstart.sh --compare.
--
-- A verdict is 'equal' (as printed), 'equal (presumed source)' (once the patients of unknown CAR-T source
-- are counted as presumed), or 'differs: ' and the known reason. The targets' own columns
-- reached_* say what these records were made to give; 'UNEXPECTED' marks a figure that comes out as neither.

CREATE TEMP TABLE incoming_targets (
    id, section, endpoint, grp, time_days, statistic, estimate, conf_low, conf_high, p_value, n, unit, source,
    note, reached_estimate, reached_low, reached_high, reached_p, reached_n, matched, not_matched, reached_note);
.import --csv --skip 1 samples/targets.csv incoming_targets

CREATE TEMP VIEW targets AS
SELECT id, section, endpoint, grp, CAST(nullif(time_days, '') AS INTEGER) AS time_days, statistic,
       CAST(nullif(estimate, '') AS REAL) AS estimate, CAST(nullif(conf_low, '') AS REAL) AS conf_low,
       CAST(nullif(conf_high, '') AS REAL) AS conf_high, CAST(nullif(p_value, '') AS REAL) AS p_value,
       CAST(nullif(n, '') AS INTEGER) AS n,
       CAST(nullif(reached_estimate, '') AS REAL) AS reached_estimate,
       CAST(nullif(reached_low, '') AS REAL) AS reached_low, CAST(nullif(reached_high, '') AS REAL) AS reached_high,
       CAST(nullif(reached_p, '') AS REAL) AS reached_p,
       matched, unit = '%' AND statistic IN ('rate', 'proportion of evaluable') AS is_percent
FROM incoming_targets;

-- What the publication calls the rows of Table 1, and our name of the variable.
CREATE TEMP TABLE names (endpoint PRIMARY KEY, variable);
INSERT INTO names VALUES
    ('sex', 'sex'), ('age at second HSCT', 'age'), ('age at first HSCT', 'age_at_first_transplant'),
    ('WBC at onset', 'wbc_at_diagnosis_1e9_l'), ('donor2', 'donor'), ('donor changed', 'donor_changed'),
    ('status2', 'disease_status'), ('mrd2', 'mrd'), ('abo', 'abo'), ('conditioning2', 'conditioning'),
    ('conditioning change', 'conditioning_change'), ('graft', 'graft_source'), ('atg', 'atg'),
    ('dli', 'prophylactic_dli_dsi'), ('fusion', 'fusion_gene'),
    ('CART before first HSCT', 'cart_before_first_transplant'), ('donor1', 'first_donor'),
    ('status1', 'first_disease_status'), ('conditioning1', 'first_conditioning'), ('relapse1 site', 'relapse_site'),
    ('CART kind', 'cart_target'), ('CART source', 'cart_cell_source'), ('CART response', 'cart_response'),
    ('diagnosis to first HSCT', 'days_diagnosis_to_first_transplant'),
    ('first HSCT to relapse', 'days_first_transplant_to_relapse'), ('marrow blasts at relapse', 'marrow_blasts_pct'),
    ('marrow burden before CART', 'marrow_burden_pct'), ('CART infusions', 'cart_infusions'),
    ('diagnosis to second HSCT', 'days_diagnosis_to_second_transplant'),
    ('first to second HSCT', 'days_between_transplants'), ('last CART to second HSCT', 'days_cart_to_second_transplant'),
    ('MNC', 'mnc_1e8_kg'), ('CD34', 'cd34_1e6_kg'), ('CD3', 'cd3_1e8_kg');
CREATE TEMP TABLE group_names (grp PRIMARY KEY, factor_no, level);
INSERT INTO group_names VALUES
    ('relapse1<=6m', 6, 'early'), ('relapse1>6m', 6, 'late'),
    ('source=autologous', 5, 'autologous'), ('source=allogeneic', 5, 'allogeneic');
CREATE TEMP TABLE factor_names (grp PRIMARY KEY, factor_no);
INSERT INTO factor_names VALUES
    ('age2(<=14,>14)', 1), ('sex', 2), ('post-relapse treatment(chemo+CART,CART)', 3),
    ('CART kind(CD19,CD22,CD19+CD22)', 4), ('CART source(auto,allo)', 5), ('relapse1(<=6m,>6m)', 6),
    ('conditioning2(TBI,Bu)', 7), ('DLI/DSI(yes,no)', 8), ('interval(<=12m,>12m)', 9);
CREATE TEMP TABLE complication_names (endpoint PRIMARY KEY, complication);
INSERT INTO complication_names VALUES
    ('agvhd II-IV', 'aGVHD II-IV'), ('agvhd III-IV', 'aGVHD III-IV'), ('cgvhd', 'cGVHD'),
    ('cgvhd extensive', 'cGVHD extensive'), ('cmv', 'CMV'), ('ebv', 'EBV'), ('ptld', 'PTLD'), ('tma', 'TA-TMA');

-- Every figure, by the target's id; proportions as they are.
CREATE TEMP TABLE computed AS
SELECT t.id, o.estimate, o.conf_low, o.conf_high, NULL AS p_value, NULL AS n
FROM targets AS t JOIN outcomes AS o ON o.outcome = t.endpoint AND o.time = t.time_days
WHERE t.section = 'outcome' AND t.grp = 'all'
UNION ALL
-- The study's NRM by source counted the unknown as presumed: factor 10.
SELECT t.id, s.estimate, s.conf_low, s.conf_high, NULL, s.n
FROM targets AS t JOIN group_names AS g USING (grp)
JOIN subgroup_outcomes AS s ON s.outcome = t.endpoint AND s.time = t.time_days AND s.level = g.level
                           AND s.factor_no = iif(g.factor_no = 5 AND t.endpoint = 'NRM', 10, g.factor_no)
WHERE t.section = 'subgroup'
UNION ALL
SELECT t.id, NULL, NULL, NULL,
       CASE t.endpoint WHEN 'OS' THEN u.os_p WHEN 'LFS' THEN u.lfs_p WHEN 'RI' THEN u.ri_p WHEN 'NRM' THEN u.nrm_p END,
       u.n
FROM targets AS t JOIN factor_names AS f USING (grp)
JOIN univariate AS u ON u.factor_no = iif(f.factor_no = 5 AND t.endpoint IN ('RI', 'NRM'), 10, f.factor_no)
WHERE t.section = 'table2'
UNION ALL
SELECT t.id, c.estimate, c.conf_low, c.conf_high, NULL, NULL
FROM targets AS t JOIN complication_names AS m USING (endpoint)
JOIN complication_incidence AS c ON c.complication = m.complication AND c.time = t.time_days
WHERE t.section = 'complication'
UNION ALL
-- Table 1: counts of a level, or the median and range.
SELECT t.id, v.n, NULL, NULL, NULL, NULL
FROM targets AS t JOIN names AS m USING (endpoint)
JOIN table1 AS v ON v.variable = m.variable AND v.level = t.grp
WHERE t.section = 'margin' AND t.statistic = 'count'
UNION ALL
SELECT t.id, iif(t.statistic LIKE 'range%', NULL, v.median), v.min, v.max, NULL, v.n
FROM targets AS t JOIN names AS m USING (endpoint) JOIN table1 AS v ON v.variable = m.variable
WHERE t.section = 'margin' AND t.statistic <> 'count'
UNION ALL
SELECT t.id, v.n, NULL, NULL, NULL, NULL
FROM targets AS t
JOIN table1 AS v ON v.variable = iif(t.grp = 'dli_dsi', 'relapse_dli_dsi', t.grp) AND v.level = 'yes'
WHERE t.endpoint = 'relapse1 treatment'
UNION ALL
SELECT t.id, (SELECT count(*) FROM characteristics WHERE cart_before_first_transplant <> 'none'), NULL, NULL, NULL, NULL
FROM targets AS t WHERE t.endpoint = 'CART before first HSCT' AND t.grp = 'yes'
UNION ALL
SELECT t.id, (SELECT count(*) FROM characteristics WHERE marrow_burden_pct < 5), NULL, NULL, NULL, NULL
FROM targets AS t WHERE t.endpoint = 'marrow burden <5%'
UNION ALL
SELECT t.id, (SELECT count(*) FROM factors WHERE factor_no = 6 AND level = iif(t.grp = 'yes', 'early', 'late')),
       NULL, NULL, NULL, NULL
FROM targets AS t WHERE t.endpoint = 'relapse1 <=6m'
UNION ALL
SELECT t.id, (SELECT count(*) FROM follow_up WHERE relapse_date IS NOT NULL), NULL, NULL, NULL, NULL
FROM targets AS t WHERE t.endpoint = 'relapses after second HSCT'
UNION ALL
SELECT t.id, e.n, NULL, NULL, NULL, NULL
FROM targets AS t JOIN engraftment_days AS e
  ON e.lineage = iif(t.endpoint LIKE 'neutrophil%', 'neutrophils', 'platelets')
WHERE t.endpoint IN ('neutrophil engrafted', 'platelet evaluable')
UNION ALL
SELECT t.id, e.median, e.min, e.max, NULL, e.n
FROM targets AS t JOIN engraftment_days AS e
  ON e.lineage = iif(t.endpoint LIKE 'neutrophil%', 'neutrophils', 'platelets')
WHERE t.endpoint IN ('neutrophil day', 'platelet day')
UNION ALL
SELECT t.id, (SELECT avg(days <= 90) FROM engraftment WHERE lineage = 'platelets' AND status = 1), NULL, NULL, NULL,
       (SELECT count(*) FROM engraftment WHERE lineage = 'platelets' AND status = 1)
FROM targets AS t WHERE t.endpoint = 'platelet by day 90'
UNION ALL
SELECT t.id, (SELECT sum(n) FROM causes_of_death), NULL, NULL, NULL, NULL FROM targets AS t WHERE t.endpoint = 'deaths'
UNION ALL
SELECT t.id, d.median, d.min, d.max, NULL, d.n
FROM targets AS t JOIN table_one('SELECT os_days FROM overall_survival WHERE died', 'os_days') AS d
WHERE t.endpoint = 'death day'
UNION ALL
SELECT t.id, c.n, NULL, NULL, NULL, NULL
FROM targets AS t JOIN causes_of_death AS c ON c.cause = t.grp WHERE t.endpoint = 'cause';

CREATE TEMP TABLE comparison AS
WITH shown AS (
    SELECT t.*, c.id IS NOT NULL AS is_computed, c.n AS computed_n,
           -- proportions as printed: four decimals, then half up to 0.1 %; one limit is printed with two decimals
           iif(is_percent, round(round(100 * c.estimate, 2) + 1e-9, 1), c.estimate) AS e,
           iif(is_percent, round(round(100 * c.conf_low, 2) + 1e-9, iif(t.conf_low = 1.35, 2, 1)), c.conf_low) AS low,
           iif(is_percent, round(round(100 * c.conf_high, 2) + 1e-9, 1), c.conf_high) AS high,
           round(c.p_value + 1e-10, 3) AS p,
           c.p_value AS exact_p
    FROM targets AS t
    LEFT JOIN computed AS c ON c.id = t.id
),
judged AS (
    SELECT *,
           is_computed
           AND (estimate IS NULL OR coalesce(abs(estimate - e) < 1e-6, 0))
           AND (conf_low IS NULL OR coalesce(abs(conf_low - low) < 1e-6, 0))
           AND (conf_high IS NULL OR coalesce(abs(conf_high - high) < 1e-6, 0))
           AND (p_value IS NULL OR coalesce(abs(p_value - p) < 1e-6, 0)) AS equal,
           is_computed
           AND (reached_estimate IS NULL OR coalesce(abs(reached_estimate - e) < 1e-6, 0))
           AND (reached_low IS NULL OR coalesce(abs(reached_low - low) < 1e-6, 0))
           AND (reached_high IS NULL OR coalesce(abs(reached_high - high) < 1e-6, 0))
           AND (reached_p IS NULL OR coalesce(abs(reached_p - exact_p) < 0.5001e-4, 0)) AS as_reached
    FROM shown
)
SELECT id, section, endpoint, grp, time_days, estimate, conf_low, conf_high, p_value, e, low, high, p, matched,
       CASE WHEN NOT is_computed                              THEN 'UNEXPECTED: not computed'
            WHEN equal AND matched = 'yes'                    THEN 'equal'
            WHEN equal AND matched = 'yes, after regrouping'  THEN 'equal (presumed source)'
            WHEN NOT equal AND matched = 'no' AND as_reached
            THEN CASE id WHEN 'T012' THEN 'differs: 75.5 misprinted'
                         WHEN 'T048' THEN 'differs: contradicts OS'
                         WHEN 'T039' THEN 'differs: presumed source'
                         WHEN 'T040' THEN 'differs: presumed source'
                         ELSE 'differs: met only nearly' END
            ELSE 'UNEXPECTED' END AS verdict
FROM judged;

.print
.print 'Published and computed'
SELECT id, substr(endpoint, 1, 24) AS figure, iif(grp = 'all', '', substr(grp, 1, 20)) AS "group", time_days AS day,
       iif(p_value IS NOT NULL, printf('P %.3f', p_value),
           iif(estimate IS NULL, '', printf('%g ', estimate))
           || iif(conf_low IS NULL, '', printf('(%g-%g)', conf_low, conf_high))) AS published,
       iif(p_value IS NOT NULL, printf('P %.3f', p),
           iif(e IS NULL, '', printf('%g ', e)) || iif(conf_low IS NULL, '', printf('(%g-%g)', low, high))) AS computed,
       verdict
FROM comparison ORDER BY id;
.print
SELECT substr(verdict, 1, instr(verdict || ':', ':') - 1) AS verdict, count(*) AS figures
FROM comparison GROUP BY 1 ORDER BY 2 DESC;
