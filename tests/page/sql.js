'use strict';

// The SQL that the page writes, and how it reads CSV: node sql.js
const assert = require('assert');
const path = require('path');
const page = path.join(__dirname, '../../samples/page');
const {quoted, literal, statements, script, wrongs, fieldOf, lookAtRisk, lookAtCurves, cross} = require(`${page}/sql.js`);
const {withoutFew} = require(`${page}/least.js`);
const {linkOf, linked} = require(`${page}/link.js`);
const {readCsv} = require(`${page}/csv.js`);
const {WORDS} = require(`${page}/words.js`);

const words = WORDS.en;
const choice = {source: 'patients', time: 'days', from: '', to: '', event: 'died', eventKind: 'number',
  values: [[0, 'censored'], [1, 'event']], kind: 'survival', by: '', covariates: [], where: '', times: '365, 1095', unit: 'months',
  title: '', language: 'en'};
const written = changed => statements({...choice, ...changed}, words);
const cohort = changed => written(changed)[0].sql;

const tests = {
  'names and values are quoted where SQL needs it'() {
    assert.deepStrictEqual(['days', 'group', 'a b', 'say "x"', '1st', 'Ärzte'].map(quoted),
        ['days', '"group"', '"a b"', '"say ""x"""', '"1st"', '"Ärzte"']);
    assert.deepStrictEqual([null, 1, 1.5, 2n ** 60n, "it's"].map(literal), ['NULL', '1', '1.5', '1152921504606846976', "'it''s'"]);
  },
  'the cohort has time, event, group and covariates'() {
    assert.strictEqual(cohort(), 'DROP VIEW IF EXISTS temp.cohort;\nCREATE TEMP VIEW cohort AS\nSELECT days AS time,\n' +
        '       died AS event\nFROM patients;');
    assert.match(cohort({by: 'group', covariates: [['time', 'number'], ['age', 'number']], where: 'age > 18'}),
        /SELECT days AS time_,\n {7}died AS event,\n {7}"group",\n {7}time,\n {7}age\nFROM patients\nWHERE age > 18;$/);
    assert.match(cohort({time: '', from: 'a', to: 'b'}), /julianday\(b\) - julianday\(a\) AS time/);
    assert.match(cohort({time: '', from: 'a', to: 'b', event: 'r', eventKind: 'date', values: []}),
        /julianday\(coalesce\(r, b\)\) - julianday\(a\) AS time,\n {7}r IS NOT NULL AS event/);
  },
  'every value of an event is named, so that none is coerced'() {
    const values = [['dead', 'event'], ['alive', 'censored'], ['lost', 'censored']];
    assert.match(cohort({eventKind: 'text', event: 'state', values}),
        /CASE state\n +WHEN 'dead' THEN 1\n +WHEN 'alive' THEN 0\n +WHEN 'lost' THEN 0\n +END AS event/);
    assert.match(cohort({values: [[2, 'event'], [1, 'censored']]}), /CASE died\n +WHEN 2 THEN 1\n +WHEN 1 THEN 0\n +END/);
    assert.match(cohort({kind: 'incidence', event: 's', values: [[1, 'event'], [2, 'other'], [0, 'censored']]}),
        /CASE s\n +WHEN 1 THEN 's 1'\n +WHEN 2 THEN 's 2'\n +WHEN 0 THEN 'censored'\n +END AS status/);
    assert.match(cohort({kind: 'incidence', event: 's', values: [['a', 'event'], ['b', 'event'], ['c', 'other']]}),
        /WHEN 'a' THEN 'a or b'\n +WHEN 'b' THEN 'a or b'\n +WHEN 'c' THEN 'c'/);
    assert.match(cohort({kind: 'incidence', event: 's', values: [['censored', 'event'], ['b', 'other'], ['c', 'censored']]}),
        /WHEN 'censored' THEN 'censored'\n +WHEN 'b' THEN 'b'\n +WHEN 'c' THEN 'censored_'/);
  },
  'the statements follow from the answers'() {
    const keys = changed => written(changed).map(({key}) => key).join(' ');
    assert.strictEqual(keys(), 'cohort summary times figure');
    assert.strictEqual(keys({by: 'sex', times: ''}), 'cohort summary test figure');
    assert.strictEqual(keys({covariates: [['age', 'number']]}), 'cohort summary times figure model zph forest');
    const incidence = {kind: 'incidence', event: 's', values: [['r', 'event'], ['d', 'other']], by: 'sex', byKind: 'number',
      covariates: [['age', 'number']]};
    assert.strictEqual(keys(incidence), 'cohort summary times test figure model forest');
    assert.match(written(incidence)[5].sql, /finegray\('cohort', 'time', 'status', 'factor\(sex\), age'\) WHERE cause = 'r' AND censor = 'censored';/);
    assert.match(script(written()), /^-- Patients: one row each\nDROP VIEW/);
    assert.ok(!script(written({where: 'x'}), words).includes('undefined'));
  },
  'what is missing is said, field by field'() {
    const of = changed => wrongs({...choice, ...changed}, words).map(([field]) => field);
    assert.deepStrictEqual(of({}), []);
    assert.deepStrictEqual(of({time: '', event: ''}), ['time', 'event']);
    assert.deepStrictEqual(of({time: '', from: 'a', to: ''}), ['time']);
    assert.deepStrictEqual(of({values: [[0, 'censored']]}), ['values']);
    assert.deepStrictEqual(of({kind: 'incidence'}), ['values']);
    assert.deepStrictEqual(of({eventKind: 'date'}), ['time']);
    assert.deepStrictEqual(of({times: '365;'}), ['times']);
    assert.deepStrictEqual(of({times: "1'"}), ['times']);
  },
  'CSV: numbers, dates, texts, and what is missing'() {
    const {columns, rows} = readCsv('\ufeffid,days,day,"a ""b"", c",code,none\r\nP1,1.5,2020-01-31,"x\ny",007,\r\nP2,NA,,z,8,NA\r\n');
    assert.deepStrictEqual(columns.map(({name, kind}) => [name, kind]),
        [['id', 'text'], ['days', 'number'], ['day', 'date'], ['a "b", c', 'text'], ['code', 'text'], ['none', 'empty']]);
    assert.deepStrictEqual(rows, [['P1', 1.5, '2020-01-31', 'x\ny', '007', null], ['P2', null, null, 'z', '8', null]]);
    assert.deepStrictEqual(readCsv('a;b\n1,5;2\n').rows, [[1.5, 2]]);
    assert.deepStrictEqual(readCsv('a,b\n1e3,1e\n').rows, [[1000, '1e']]);
  },
  'CSV: what cannot be read is an error that names the record'() {
    assert.throws(() => readCsv('a,b\n1,2\n3\n'), /record 3 has 1 fields, and the first line names 2 columns/);
    assert.throws(() => readCsv('a,A\n1,2\n'), /two columns have the name A/);
    assert.throws(() => readCsv('a,b\n'), /first line must name/);
    assert.throws(() => readCsv('a,b\n"1,2\n'), /does not end/);
  },
  'CSV: a column is read as it was asked to be, or not at all'() {
    const content = 'id,seen,late\n007,31.1.2020,1/31/2020\n8,29.02.2020,NA\n';
    assert.deepStrictEqual(readCsv(content, {id: 'number', seen: 'dayFirst', late: 'monthFirst'}),
        {columns: [['id', 'number'], ['seen', 'dayFirst'], ['late', 'monthFirst']].map(([name, kind]) => ({name, kind})),
          rows: [[7, '2020-01-31', '2020-01-31'], [8, '2020-02-29', null]]});
    assert.deepStrictEqual(readCsv('a\n1\n', {a: 'text'}).rows, [['1']]);
    assert.throws(() => readCsv(content, {seen: 'monthFirst'}), /column seen: record 2 has '31.1.2020', which is no date month\/day\/year/);
    assert.throws(() => readCsv('d\n29.2.2021\n', {d: 'dayFirst'}), /record 2 has '29.2.2021', which is no date day.month.year/);
    assert.throws(() => readCsv('d\n1\nx\n', {d: 'number'}), /column d: record 3 has 'x', which is no number/);
  },
  'an error is about a field'() {
    const of = (message, changed) => fieldOf(message, {...choice, by: 'sex', covariates: [['age', 'number']], where: 'x', ...changed});
    assert.strictEqual(of("km_summary: time 'time' is negative in 1 row, e.g. -5"), 'time');
    assert.strictEqual(of("km_summary: time 'time' is negative in 1 row", {time: ''}), 'from');
    assert.strictEqual(of("km_summary: event 'event' is 'x' in 1 row"), 'event');
    assert.strictEqual(of("cox: terms 'factor(sex)' is 1 in every row; leave it out"), 'by');
    assert.strictEqual(of("cox: terms 'age' ('c') is known from 'sex'"), 'covariates');
    assert.strictEqual(of("km_curve: argument 'times' must be 0 or more, got -1"), 'times');
    assert.strictEqual(of("km_plot: argument 'options' key 'least' is 5, and fewer"), 'least');
    assert.strictEqual(of('no such column: sexx'), 'where');
    assert.strictEqual(of('no such column: sexx', {where: ''}), '');
    assert.strictEqual(of('out of memory'), '');
  },
  'counts under five are hidden, with what would give them away'() {
    const summary = rows => withoutFew({columns: ['sex', 'n', 'n_missing', 'n_event'], rows}).rows;
    assert.deepStrictEqual(summary([['F', 20, 0, 6], ['M', 21, 3, 7]]), [['F', 20, 0, 6], ['M', 21, '<5', 7]]);
    assert.deepStrictEqual(summary([['F', 20, 0, 3], ['M', 21, 0, 7]]), [['F', 20, 0, '<5'], ['M', 21, 0, '≥5']]);
    assert.deepStrictEqual(summary([['F', 20, 0, 17]]), [['F', 20, 0, '≥5']]);
    assert.deepStrictEqual(summary([['F', 4n, 0, 0], ['M', 30, 0, 9], ['X', 40, 0, 9]]), [['F', '<5', 0, 0], ['M', '≥5', 0, 9], ['X', 40, 0, 9]]);
    const outcomes = withoutFew({columns: ['n', 'n_missing', 'n_censor', 'outcome', 'n_event'], rows: [[41, 0, 26, 'death', 12], [41, 0, 26, 'relapse', 3]]});
    assert.deepStrictEqual(outcomes.rows, [[41, 0, 26, 'death', '≥5'], [41, 0, 26, 'relapse', '<5']]);
    const test = withoutFew({columns: ['sex', 'n', 'observed', 'expected'], rows: [['F', 20, 3, 5.5], ['M', 21, 7, 4.5]]});
    assert.deepStrictEqual(test.rows, [['F', 20, '<5', null], ['M', 21, '≥5', null]]);
    const given = {columns: ['term', 'hazard_ratio'], rows: [['age', 2]]};
    assert.deepStrictEqual(withoutFew(given), given);
  },
  'an estimate is shown when five or more, or nobody, had the event since the one before'() {
    const columns = ['time', 'n_risk', 'n_event', 'estimate', 'conf_low', 'conf_high'];
    const times = rows => withoutFew({columns, rows: rows.map(row => [...row, 0.1, 0.9])}, () => 40).rows.map(row => row.slice(1, 4));
    assert.deepStrictEqual(times([[1, 40, 0, 1], [2, 30, 6, 0.8], [3, 20, 3, 0.7], [4, 18, 0, 0.7], [5, 12, 2, 0.6], [6, 4, 5, 0.3]]),
        [[40, 0, 1], [30, 6, 0.8], [20, '<5', null], ['≥5', '<5', null], [12, '<5', 0.6], ['<5', '<5', null]]);
    assert.deepStrictEqual(times([[1, 38, 2, 0.95], [2, 35, 0, 0.95]]), [['≥5', '<5', null], [35, '<5', null]]);
  },
  'a link holds names and options, and no value of the file'() {
    const asked = {...choice, event: 'cause', values: [['relapse', 'event'], ['death', 'other'], ['none', 'censored']], kind: 'incidence',
      by: 'sex & age', covariates: [['a b', 'number'], ['c', 'text']], where: "id = 'P7'", title: 'Mrs X', least: 5, stacked: false};
    const link = linkOf(asked);
    assert.ok(!/relapse|death|none|P7|Mrs/.test(link), link);
    assert.deepStrictEqual(linked(`#${link}`), {source: 'patients', time: 'days', from: '', to: '', event: 'cause', kind: 'incidence',
      by: 'sex & age', times: '365, 1095', unit: 'months', roles: ['event', 'other', 'censored'], covariates: ['a b', 'c'], least: true,
      stacked: false, condition: true});
    assert.strictEqual(linked(''), null);
    assert.strictEqual(linked('#section'), null);
  },
  'what warnings are made from'() {
    assert.match(lookAtRisk({...choice, by: 'group'}, 10), /n_risk < 10[\s\S]*FROM km_curve\('cohort', 'time', 'event', '"group"'\) GROUP BY strata$/);
    const incidence = {...choice, kind: 'incidence', event: 's', values: [['r', 'event'], ['d', 'other']], by: 'sex'};
    assert.match(lookAtCurves(incidence, 8, 3), /FROM cuminc\('cohort', 'time', 'status', 'sex'\)\nWHERE times = '2,4,6' AND censor = 'censored'$/);
    const rows = (...curves) => curves.flatMap((curve, group) => curve.map((estimate, time) => ['', time, group, estimate, 0.05]));
    assert.ok(cross(rows([0.9, 0.8, 0.7], [0.8, 0.8, 0.8])));
    assert.ok(!cross(rows([0.9, 0.8, 0.7], [0.85, 0.8, 0.75])));
    assert.ok(!cross(rows([0.9, 0.8, 0.7], [0.8, 0.6, 0.4])));
    assert.ok(!cross(rows([0.9, 0.8, null], [0.8, 0.7, 0.9])));
  },
  'both languages have the same words'() {
    const shape = words => Object.entries(words).map(([key, value]) => [key, typeof value, typeof value === 'object' ?
        Object.keys(value).sort() : typeof value === 'function' ? value.length : 0]).sort();
    assert.deepStrictEqual(shape(WORDS.zh), shape(WORDS.en));
  },
};

let failed = 0;
for (const [name, test] of Object.entries(tests)) {
  try {
    test();
  } catch (error) {
    ++failed;
    console.log(`${name}\n${error.stack}`);
  }
}
console.log(`${Object.keys(tests).length - failed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
