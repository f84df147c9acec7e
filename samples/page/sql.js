'use strict';

// The SQL that the form writes. No page here: Node.js tests it.

const KEYWORDS = new Set(('add all alter and as asc between by case cast check collate column commit constraint create cross current ' +
    'default delete desc distinct drop else end escape except exists filter for foreign from full group having if in index inner ' +
    'insert intersect into is isnull join key left like limit natural no not notnull null of offset on or order outer over plan ' +
    'primary query recursive references reindex rename replace right rollback row rows select set table temp then to ' +
    'transaction trigger union unique update using vacuum values view when where window with').split(' '));

/** An identifier, in quotes where SQL needs them. */
function quoted(name) {
  return /^[a-z_][a-z0-9_]*$/i.test(name) && !KEYWORDS.has(name.toLowerCase()) ? name : `"${name.replace(/"/g, '""')}"`;
}

function text(value) {
  return `'${String(value).replace(/'/g, "''")}'`;
}

function literal(value) {
  if (value === null) return 'NULL';
  return typeof value === 'string' ? text(value) : String(value);
}

/** A name for a column of the cohort that no covariate has. */
function free(name, taken) {
  while (taken.some(other => other.toLowerCase() === name)) name += '_';
  return name;
}

/** What a cause is called in tables and in the figure. */
function causeName(choice, value) {
  return typeof value === 'string' && value !== '' ? value : `${choice.event} ${value === '' ? "''" : value}`;
}

/** The name of censoring among the causes, which no cause has. */
function censorName(choice) {
  return free('censored', choice.values.filter(([, is]) => is !== 'censored').map(([value]) => causeName(choice, value)));
}

/** The SQL of the event: 1, 0 or NULL, or the name of the cause. Every value is named: one that is not is left out and counted. */
function eventSql(choice, words) {
  const column = quoted(choice.event);
  if (choice.eventKind === 'date') return `${column} IS NOT NULL`;
  const marked = role => choice.values.filter(([, is]) => is === role).map(([value]) => value);
  const events = marked('event'), others = marked('other'), censored = marked('censored');
  const incidence = choice.kind === 'incidence';
  if (!incidence && !others.length && events.length === 1 && events[0] === 1 && censored.every(value => value === 0))
    return column;
  const name = events.map(value => causeName(choice, value)).join(words.or);
  const lines = [...events.map(value => [value, incidence ? text(name) : 1]),
    ...others.map(value => [value, incidence ? text(causeName(choice, value)) : 0]),
    ...censored.map(value => [value, incidence ? text(censorName(choice)) : 0])];
  return `CASE ${column}\n${lines.map(([value, is]) => `         WHEN ${literal(value)} THEN ${is}`).join('\n')}\n       END`;
}

/** What the columns of the cohort are called. */
function namesOf(choice) {
  const covariates = choice.covariates.map(([name]) => name).filter(name => name !== choice.by);
  const taken = choice.by ? [choice.by, ...covariates] : covariates;
  return {time: free('time', taken), event: free(choice.kind === 'incidence' ? 'status' : 'event', taken), taken, covariates};
}

/** The field of the form that an error is about; '' if none can be told. */
function fieldOf(message, choice) {
  const {time, event, covariates} = namesOf(choice);
  if (/no such (column|function)|syntax error|unrecognized token|incomplete input|misuse of|arguments to function/.test(message))
    return choice.where ? 'where' : '';
  const options = {least: 'least', title: 'figure-title', stacked: 'stacked'};
  const key = /key '(\w+)'/.exec(message);
  if (key) return options[key[1]] || '';
  for (const [, quoted] of message.matchAll(/'((?:[^']|'')*)'/g)) {
    const name = quoted.replace(/''/g, "'").replace(/^factor\((.*)\)$/, '$1').replace(/^"(.*)"$/, '$1');
    if (name === time) return choice.time ? 'time' : 'from';
    if (name === event) return 'event';
    if (name === 'times') return 'times';
    if (choice.by && name === choice.by) return 'by';
    if (covariates.includes(name)) return 'covariates';
  }
  return '';
}

function timeSql(choice) {
  if (choice.time) return quoted(choice.time);
  const end = choice.eventKind === 'date' ? `coalesce(${quoted(choice.event)}, ${quoted(choice.to)})` : quoted(choice.to);
  return `julianday(${end}) - julianday(${quoted(choice.from)})`;
}

/** What of the form is missing or cannot be, as [field, words]; nothing if it can be computed. */
function wrongs(choice, words) {
  const wrong = [];
  if (!choice.time && !(choice.from && choice.to)) wrong.push(['time', words.needTime]);
  if (!choice.event) wrong.push(['event', words.needEvent]);
  else if (choice.eventKind !== 'date') {
    const has = role => choice.values.some(([, is]) => is === role);
    if (!has('event')) wrong.push(['values', words.needEventValue]);
    else if (choice.kind === 'incidence' && !has('other')) wrong.push(['values', words.needOther]);
  } else if (choice.time) wrong.push(['time', words.needDates]);
  else if (choice.kind === 'incidence') wrong.push(['kind', words.dateIsOneEvent]);
  if (choice.times && !/^\s*\d+(\.\d+)?(\s*,\s*\d+(\.\d+)?)*\s*$/.test(choice.times)) wrong.push(['times', words.needTimes]);
  return wrong;
}

/**
 * The statements: [{key, title, sql}].
 * choice: source, time or from and to, event, eventKind, values ([value, role]: event, other or censored), kind (survival or
 * incidence), by, byKind, covariates ([name, kind]), where, times, unit (days, months, years or ''), title,
 * width of the figures (else the extension's own), language, least (counts below it are hidden; 0: all are shown), stacked (incidences).
 */
function statements(choice, words) {
  const incidence = choice.kind === 'incidence';
  const {time, event, taken, covariates} = namesOf(choice);
  const group = choice.by ? quoted(choice.by) : '';
  const source = `'cohort', '${time}', '${event}'`, by = group ? `, ${text(group)}` : '';
  const soFar = choice.least ? 'n_event, ' : '';  // since the time before: whether an estimate may be shown depends on it
  const strata = group ? `strata AS ${group}, ` : '';
  const columns = [`${timeSql(choice)} AS ${time}`, `${eventSql(choice, words)} AS ${event}`, ...taken.map(quoted)];
  const times = (choice.times || '').replace(/\s/g, ''), atTimes = `times = '${times}'`;
  const scale = {months: 30.4375, years: 365.25}[choice.unit] || 1;
  const censor = incidence ? censorName(choice) : undefined, isCensor = `censor = ${text(censor)}`;
  const options = {time_unit: choice.unit ? words[choice.unit] : undefined, time_scale: scale === 1 ? undefined : scale, censor,
    title: choice.title || undefined, legend_title: choice.by || undefined,
    least: choice.least || undefined, stacked: choice.stacked && incidence && !choice.by ? true : undefined,
    width: choice.width, language: choice.language === 'zh' ? 'zh' : undefined};
  const all = [{key: 'cohort', title: words.sqlCohort, sql: `DROP VIEW IF EXISTS temp.cohort;\nCREATE TEMP VIEW cohort AS\n` +
      `SELECT ${columns.join(',\n       ')}\nFROM ${quoted(choice.source)}${choice.where ? `\nWHERE ${choice.where}` : ''};`}];
  const add = (key, title, sql) => all.push({key, title, sql: `${sql};`});
  if (incidence) {
    add('summary', words.sqlSummary, `SELECT ${strata}n, n_missing, n_censor, outcome, n_event, follow_up_median\n` +
        `FROM cuminc_summary(${source}${by}) WHERE ${isCensor}`);
    if (times) add('times', words.sqlIncidence(times), `SELECT ${strata}outcome, time, n_risk, ${soFar}estimate, conf_low, conf_high\n` +
        `FROM cuminc(${source}${by}) WHERE ${isCensor} AND ${atTimes}`);
    if (by) add('test', words.sqlGray, `SELECT outcome, statistic, df, p_value FROM gray(${source}${by}) WHERE ${isCensor}`);
  } else {
    add('summary', words.sqlSummary, `SELECT ${strata}n, n_missing, n_event, median, median_low, median_high, follow_up_median\n` +
        `FROM km_summary(${source}${by})`);
    if (times) add('times', words.sqlSurvival(times), `SELECT ${strata}time, n_risk, ${soFar}estimate, conf_low, conf_high\n` +
        `FROM km_curve(${source}${by}) WHERE ${atTimes}`);
    if (by) add('test', words.sqlLogrank, `SELECT ${strata}n, observed, expected, statistic, df, p_value\nFROM logrank(${source}${by})`);
  }
  const known = [time, event, ...(group ? [group] : [])].map(column => `${column} IS NOT NULL`).join(' AND ');
  add('figure', words.sqlFigure, `SELECT ${incidence ? 'cuminc' : 'km'}_plot(${time}, ${event}, ${group || 'NULL'},\n` +
      `       ${text(JSON.stringify(options))}) AS figure\nFROM cohort WHERE ${known}`);
  if (covariates.length) addModel(choice, words, add, {source, group, covariates, isCensor, options});
  return all;
}

/** The regression; a group in numbers is one of categories. */
function addModel(choice, words, add, {source, group, covariates, isCensor, options}) {
  const terms = [...(group ? [choice.byKind === 'number' ? `factor(${group})` : group] : []), ...covariates.map(quoted)].join(', ');
  const cause = choice.values.filter(([, is]) => is === 'event').map(([value]) => causeName(choice, value)).join(words.or);
  const incidence = choice.kind === 'incidence';
  const model = incidence ? `finegray(${source}, ${text(terms)}) WHERE cause = ${text(cause)} AND ${isCensor}`
                          : `cox(${source}, ${text(terms)})`;
  add('model', incidence ? words.sqlFineGray(cause) : words.sqlCox,
      `SELECT term, level, hazard_ratio, conf_low, conf_high, p_value, flag\nFROM ${model}`);
  if (!incidence) add('zph', words.sqlZph, `SELECT term, statistic, df, p_value FROM cox_zph(${source}, ${text(terms)})`);
  add('forest', words.sqlForest, `SELECT forest_plot(term || coalesce(': ' || level, ''), hazard_ratio, conf_low, conf_high,\n` +
      `       ${text(JSON.stringify({x_title: words.hazardRatio, width: options.width, language: options.language}))}) AS figure\nFROM ${model}`);
}

/**
 * What the warnings are made from: who has the few patients at risk, until when all are followed, and how the curves lie at
 * `times` of that span.
 */
function lookAtRisk(choice, few) {
  const {time, event} = namesOf(choice), incidence = choice.kind === 'incidence';
  const by = choice.by ? `, ${text(quoted(choice.by))}` : '', where = incidence ? ` WHERE censor = ${text(censorName(choice))}` : '';
  return `SELECT strata, min(CASE WHEN n_risk < ${few} AND n_risk > 0 THEN time END), max(time)\n` +
      `FROM ${incidence ? 'cuminc' : 'km_curve'}('cohort', '${time}', '${event}'${by})${where} GROUP BY strata`;
}

function lookAtCurves(choice, end, times) {
  const {time, event} = namesOf(choice), incidence = choice.kind === 'incidence';
  const at = Array.from({length: times}, (_, i) => end * (i + 1) / (times + 1)).join(',');
  return `SELECT ${incidence ? 'outcome' : "''"}, time, strata, estimate, std_error\n` +
      `FROM ${incidence ? 'cuminc' : 'km_curve'}('cohort', '${time}', '${event}', ${text(quoted(choice.by))})\n` +
      `WHERE times = '${at}'${incidence ? ` AND censor = ${text(censorName(choice))}` : ''}`;
}

/** Whether two curves, of the rows of lookAtCurves, each lie above the other by more than the standard error of their difference. */
function cross(rows) {
  const curves = new Map();
  for (const [outcome, time, group, estimate, error] of rows) {
    const of = curves.get(String(outcome)) || new Map();
    curves.set(String(outcome), of);
    of.set(String(group), [...(of.get(String(group)) || []), [time, estimate, error]]);
  }
  for (const of of curves.values()) {
    const groups = [...of.values()];
    for (let i = 0; i < groups.length; ++i) {
      for (let j = 0; j < i; ++j) {
        const apart = groups[i].map(([, estimate, error], k) => {
          const [, other, otherError] = groups[j][k] || [0, null, null];
          return estimate === null || other === null ? 0 : (estimate - other) / (Math.hypot(error || 0, otherError || 0) || Infinity);
        });
        if (Math.max(...apart) > 1 && Math.min(...apart) < -1) return true;
      }
    }
  }
  return false;
}

function script(all) {
  return all.map(({title, sql}) => `-- ${title.replace(/\n/g, ' ')}\n${sql}\n`).join('\n');
}

if (typeof module === 'object') module.exports = {quoted, literal, statements, script, wrongs, fieldOf, lookAtRisk, lookAtCurves, cross};
