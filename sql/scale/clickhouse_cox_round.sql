-- cox_part() in ClickHouse: the parts of the centres of one server, a JSON object a line, for two covariates, x1 and x2 of
-- the innermost query. BETA1 and BETA2 are to be replaced by numbers (sed). Efron's ties: range(d) are its terms.
SELECT concat('{"beta":[BETA1,BETA2],"loglik":', toString(sum(eta - ll)), ',"score":[', toString(sum(u1 - g1)), ',', toString(sum(u2 - g2)),
              '],"information":[', toString(sum(i11)), ',', toString(sum(i12)), ',', toString(sum(i22)), ']}')
FROM (
  SELECT centre, d, eta, u1, u2,
    arrayMap(k -> S0 - k / d * d0, range(toUInt32(d))) AS w,
    arrayMap(k -> (S1 - k / d * d1) / (S0 - k / d * d0), range(toUInt32(d))) AS m1,
    arrayMap(k -> (S2 - k / d * d2) / (S0 - k / d * d0), range(toUInt32(d))) AS m2,
    arraySum(x -> log(x), w) AS ll, arraySum(m1) AS g1, arraySum(m2) AS g2,
    arraySum(arrayMap(k -> (S11 - k / d * d11) / (S0 - k / d * d0), range(toUInt32(d)))) - arraySum(x -> x * x, m1) AS i11,
    arraySum(arrayMap(k -> (S12 - k / d * d12) / (S0 - k / d * d0), range(toUInt32(d)))) - arraySum((x, y) -> x * y, m1, m2) AS i12,
    arraySum(arrayMap(k -> (S22 - k / d * d22) / (S0 - k / d * d0), range(toUInt32(d)))) - arraySum(x -> x * x, m2) AS i22
  FROM (
    SELECT centre, groupArray(nd) AS D, groupArray(e) AS E, groupArray(v1) AS V1, groupArray(v2) AS V2,
      arrayCumSum(groupArray(a0)) AS C0, arrayCumSum(groupArray(a1)) AS C1, arrayCumSum(groupArray(a2)) AS C2,
      arrayCumSum(groupArray(a11)) AS C11, arrayCumSum(groupArray(a12)) AS C12, arrayCumSum(groupArray(a22)) AS C22,
      groupArray(b0) AS B0, groupArray(b1_) AS B1, groupArray(b2_) AS B2,
      groupArray(b11) AS B11, groupArray(b12) AS B12, groupArray(b22) AS B22
    FROM (
      WITH arm = 'B' AS x1, toFloat64(age_band) AS x2, status > 0 AS dies,
        toFloat64(BETA1) * x1 + toFloat64(BETA2) * x2 AS predictor, exp(predictor) AS r
      SELECT centre, os_days, sum(dies) AS nd, sum(predictor * dies) AS e, toFloat64(sum(x1 * dies)) AS v1, sum(x2 * dies) AS v2,
        sum(r) AS a0, sum(r * x1) AS a1, sum(r * x2) AS a2, sum(r * x1 * x1) AS a11, sum(r * x1 * x2) AS a12, sum(r * x2 * x2) AS a22,
        sum(r * dies) AS b0, sum(r * x1 * dies) AS b1_, sum(r * x2 * dies) AS b2_,
        sum(r * x1 * x1 * dies) AS b11, sum(r * x1 * x2 * dies) AS b12, sum(r * x2 * x2 * dies) AS b22
      FROM patients GROUP BY centre, os_days ORDER BY centre, os_days DESC
    ) GROUP BY centre
  ) ARRAY JOIN D AS d, E AS eta, V1 AS u1, V2 AS u2, C0 AS S0, C1 AS S1, C2 AS S2, C11 AS S11, C12 AS S12, C22 AS S22,
               B0 AS d0, B1 AS d1, B2 AS d2, B11 AS d11, B12 AS d12, B22 AS d22
  WHERE d > 0
) GROUP BY centre ORDER BY centre
FORMAT TabSeparatedRaw
