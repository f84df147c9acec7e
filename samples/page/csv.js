'use strict';

// A CSV file as a table. Runs in the Worker; no page here: Node.js tests it.

/** The records of a CSV text, each a list of texts; quotes as in RFC 4180. */
function records(content, separator) {
  const all = [];
  let record = [], field = '', inQuotes = false, wasQuoted = false;
  const endField = () => {
    record.push(wasQuoted ? {text: field} : field);
    field = '';
    wasQuoted = false;
  };
  const endRecord = () => {
    endField();
    if (record.length > 1 || record[0] !== '') all.push(record);
    record = [];
  };
  for (let i = 0; i < content.length; ++i) {
    const c = content[i];
    if (inQuotes) {
      if (c !== '"') field += c;
      else if (content[i + 1] === '"') field += content[++i];
      else inQuotes = false;
    } else if (c === '"' && field === '') inQuotes = wasQuoted = true;
    else if (c === separator) endField();
    else if (c === '\n') endRecord();
    else if (c !== '\r' || content[i + 1] !== '\n') field += c;
  }
  if (inQuotes) throw new Error('CSV: a quoted text does not end');
  if (field !== '' || record.length) endRecord();
  return all.map(record => record.map(field => typeof field === 'string' ? field.trim() : field.text));
}

/** Day, month and year of a date, in the order of its kind. */
const DATES = {date: [3, 2, 1], dayFirst: [1, 2, 3], monthFirst: [2, 1, 3]};

/** A date in the form that SQLite computes with; null if it is none. */
function isoDate(field, kind) {
  if (kind === 'date') return /^\d{4}-\d\d-\d\d/.test(field) ? field : null;
  const parts = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/.exec(field);
  if (!parts) return null;
  const [day, month, year] = DATES[kind].map(at => Number(parts[at])), date = new Date(Date.UTC(year, month - 1, day));
  return year > 999 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.toISOString().slice(0, 10) : null;
}

/** A field as its column's kind wants it; nothing is coerced: what cannot be is an error. */
function reader(kind, number, name) {
  if (kind === 'number') {
    return (field, record) => {
      if (!number.test(field)) throw new Error(`CSV: column ${name}: record ${record} has '${field}', which is no number`);
      return Number(field.replace(',', '.'));
    };
  }
  if (kind in DATES) {
    const form = {date: 'year-month-day', dayFirst: 'day.month.year', monthFirst: 'month/day/year'}[kind];
    return (field, record) => {
      const date = isoDate(field, kind);
      if (date === null) throw new Error(`CSV: column ${name}: record ${record} has '${field}', which is no date ${form}`);
      return date;
    };
  }
  return field => field;
}

/**
 * {columns: [{name, kind}], rows}: empty fields and NA are NULL; a column of numbers alone holds numbers, any other texts.
 * chosen: kinds by column name, in place of those that the fields suggest: number, date, dayFirst, monthFirst or text.
 */
function readCsv(content, chosen = {}) {
  content = content.replace(/^\ufeff/, '');
  const first = content.slice(0, content.search(/\n|$/));
  const separator = [',', ';', '\t'].map(s => [first.split(s).length, s]).sort((a, b) => b[0] - a[0])[0][1];
  const [header, ...lines] = records(content, separator);
  if (!header || !lines.length) throw new Error('CSV: the first line must name the columns, and a line for each patient must follow');
  const names = header.map((name, i) => name || `column ${i + 1}`);
  const twice = names.find((name, i) => names.findIndex(other => other.toLowerCase() === name.toLowerCase()) < i);
  if (twice !== undefined) throw new Error(`CSV: two columns have the name ${twice}`);
  lines.forEach((line, i) => {
    if (line.length !== names.length)
      throw new Error(`CSV: record ${i + 2} has ${line.length} fields, and the first line names ${names.length} columns`);
  });
  const isNull = field => field === '' || /^(na|n\/a|null)$/i.test(field);
  const number = separator === ';' ? /^-?(\d+([.,]\d*)?|[.,]\d+)(e[-+]?\d+)?$/i : /^-?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?$/i;
  const isCode = field => /^0\d/.test(field);  // 007 is no number
  const columns = names.map((name, i) => {
    const held = lines.map(line => line[i]).filter(field => !isNull(field));
    const numbers = held.length > 0 && held.every(field => number.test(field) && !isCode(field));
    const dates = held.length > 0 && held.every(field => /^\d{4}-\d\d-\d\d/.test(field));
    return {name, kind: Object.hasOwn(chosen, name) ? chosen[name] : numbers ? 'number' : dates ? 'date' : held.length ? 'text' : 'empty'};
  });
  const readers = columns.map(({name, kind}) => reader(kind, number, name));
  return {columns, rows: lines.map((line, record) => line.map((field, i) => isNull(field) ? null : readers[i](field, record + 2)))};
}

if (typeof module === 'object') module.exports = {readCsv};
