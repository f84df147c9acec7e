'use strict';

// For tables that leave the house: counts of 1 to 4 become <5, and what would give them away becomes ≥5 or NULL. The functions
// behind these tables have no option for it, unlike the figures. No page here: Node.js tests it.

const LEAST = 5, FEW = `<${LEAST}`, MORE = `≥${LEAST}`;
const isFew = value => value !== null && typeof value !== 'string' && value > 0 && value < LEAST;
const isHidden = value => value === FEW || value === MORE;

/** If one of the cells alone is hidden, the sum gives it away: the smallest other is hidden with it. True if that was needed. */
function hideAnother(cells) {
  if (cells.filter(({row, at}) => isHidden(row[at])).length !== 1) return false;
  const others = cells.filter(({row, at}) => !isHidden(row[at]) && row[at] > 0).sort((a, b) => Number(a.row[a.at]) - Number(b.row[b.at]));
  if (!others.length) return false;
  const {column, value, all} = {column: others[0].at, value: others[0].row[others[0].at], all: others[0].together};
  for (const row of all) if (row[column] === value) row[column] = MORE;
  return true;
}

/** Rows of the same patients, such as those of one group's outcomes. */
function blocksOf(columns, rows) {
  const first = columns.findIndex(isCount), blocks = new Map();
  for (const row of rows) {
    const name = JSON.stringify(row.slice(0, first).map(String));
    blocks.set(name, [...(blocks.get(name) || []), row]);
  }
  return [...blocks.values()];
}

function isCount(name) {
  return /^(n|n_.*|observed)$/.test(name);
}

/** What a patient count, or a test's, leaves: n is the sum of a group's events and censored, and groups add up to all. */
function hideSums(columns, rows) {
  const at = name => columns.indexOf(name), n = at('n'), event = Math.max(at('n_event'), at('observed')), censor = at('n_censor');
  const blocks = blocksOf(columns, rows), cell = (row, column, together) => ({row, at: column, together});
  if (n >= 0 && event >= 0 && censor < 0) {
    for (const row of rows) if (!isHidden(row[event]) && !isHidden(row[n]) && isFew(Number(row[n]) - Number(row[event]))) row[event] = MORE;
  }
  for (let again = true; again;) {
    again = false;
    if (n >= 0 && event >= 0 && censor >= 0) {
      for (const block of blocks)
        again = hideAnother([cell(block[0], censor, block), ...block.map(row => cell(row, event, [row]))]) || again;
    }
    for (const column of [n, event, censor].filter(column => column >= 0)) {
      const longest = column === event ? Math.max(...blocks.map(block => block.length)) : 1;
      for (let i = 0; i < longest; ++i) {
        const cells = blocks.filter(block => block[i]).map(block => cell(block[i], column, column === event ? [block[i]] : block));
        again = hideAnother(cells) || again;
      }
    }
  }
}

/** Estimates at times: one is shown when nobody, or five or more, had the event since the one shown before it; likewise n_risk. */
function hideTimes(columns, rows, patients) {
  const at = name => columns.indexOf(name), known = new Map();
  const groupOf = row => JSON.stringify(row.slice(0, at('time')).map(String));
  for (const row of rows) {
    const group = groupOf(row), n = patients(row);
    const last = known.get(group) || {risk: n, events: 0, shown: true};
    known.set(group, last);
    last.events += Number(row[at('n_event')]);
    const risk = Number(row[at('n_risk')]);
    const shown = !isFew(risk) && (last.events >= LEAST || (last.events === 0 && last.shown));
    if (shown) last.events = 0;
    else for (const name of ['estimate', 'conf_low', 'conf_high']) row[at(name)] = null;
    last.shown = shown;
    if (!shown || isFew(Number(row[at('n_event')]))) row[at('n_event')] = FEW;
    if (isFew(risk)) row[at('n_risk')] = FEW;
    else if (last.risk !== undefined && isFew(last.risk - risk)) row[at('n_risk')] = MORE;
    else last.risk = risk;
  }
}

/** The same result without counts under five. patients: the number of them in a row's group, if known. */
function withoutFew({columns, rows, ...rest}, patients = () => undefined) {
  const hidden = rows.map(row => [...row]);
  if (!columns.some(isCount)) return {columns, rows: hidden, ...rest};
  if (['time', 'n_risk', 'n_event', 'estimate', 'conf_low', 'conf_high'].every(name => columns.includes(name))) {
    hideTimes(columns, hidden, patients);
    return {columns, rows: hidden, ...rest};
  }
  for (const row of hidden) columns.forEach((name, i) => { if (isCount(name) && isFew(row[i])) row[i] = FEW; });
  hideSums(columns, hidden);
  const observed = columns.indexOf('observed'), expected = columns.indexOf('expected');
  if (observed >= 0 && expected >= 0) for (const row of hidden) if (isHidden(row[observed])) row[expected] = null;
  return {columns, rows: hidden, ...rest};
}

if (typeof module === 'object') module.exports = {LEAST, FEW, MORE, withoutFew};
