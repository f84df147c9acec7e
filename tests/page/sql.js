'use strict';

// The SQL that the page writes, and how it reads CSV: node sql.js
const assert = require('assert');
const path = require('path');
const page = path.join(__dirname, '../../samples/page');
const {quoted, literal, statements, script, wrongs} = require(`${page}/sql.js`);
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
