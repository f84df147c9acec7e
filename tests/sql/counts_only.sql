-- functions whose weight counts patients, and that have no weight_type: a weight that is not whole is an error in each
CREATE TABLE patients(days, died, status, age, sex, year, centre, potential, w);
INSERT INTO patients VALUES
  (10, 1, 1, 50, 'F', 2010.5, 'a', 100, 2), (20, 0, 0, 60, 'M', 2011.5, 'a', 100, 0.5), (30, 1, 2, 70, 'F', 2012.5, 'b', 100, 1),
  (40, 1, 1, 55, 'M', 2010.5, 'b', 100, 1), (50, 0, 0, 65, 'F', 2011.5, 'b', 100, 1.25);
CREATE TABLE rates(sex, age, year, rate);
INSERT INTO rates SELECT DISTINCT p.sex, q.age, 2010, 0.01 FROM patients AS p, patients AS q;
SELECT * FROM cause_specific_curve('patients', 'days', 'status', 'age') WHERE weight = 'w';
SELECT * FROM centre_outcomes('patients', 'days', 'died', 'centre') WHERE weight = 'w';
SELECT * FROM cox_part('patients', 'days', 'died', 'age') WHERE weight = 'w';
SELECT * FROM follow_up_completeness('patients', 'days', 'died') WHERE weight = 'w' AND potential = 'potential';
SELECT * FROM relative_survival('patients', 'days', 'died')
WHERE weight = 'w' AND age = 'age' AND year = 'year' AND sex = 'sex' AND rates = 'rates';
