'use strict';

// Everything that touches the file, apart from the page: it stays alive, and ending this Worker ends whatever runs.
/* global survival, readCsv, quoted */

const MAX_ROWS = 100000;  // that the page is given of one result
let sqlite, db;
let csvKinds = new Map();  // of the columns of a CSV file, which its values do not always tell

async function headOf(file) {
  return new Uint8Array(await file.slice(0, 100).arrayBuffer());
}

function kindOf(values) {
  const held = values.filter(value => value !== null);
  if (!held.length) return 'empty';
  if (held.every(value => typeof value === 'number' || typeof value === 'bigint')) return 'number';
  if (held.every(value => typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value))) return 'date';
  return held.some(value => value instanceof Uint8Array) ? 'blob' : 'text';
}

async function openCsv(file, kinds) {
  let content;
  try {
    content = new TextDecoder('utf-8', {fatal: true}).decode(await file.arrayBuffer());
  } catch {
    throw new Error('This is neither an SQLite database nor a CSV file in UTF-8.');
  }
  if (content.includes('\0')) throw new Error('This is neither an SQLite database nor a CSV file in UTF-8.');
  const {columns, rows} = readCsv(content, kinds);
  if (db) db.close();
  db = sqlite.open();
  const name = quoted(file.name.replace(/\.[^.]*$/, '') || 'patients');
  db.exec(`BEGIN; CREATE TABLE ${name} (${columns.map(column => `"${column.name.replace(/"/g, '""')}"`).join(', ')})`);
  const insert = `INSERT INTO ${name} VALUES (${columns.map(() => '?').join(', ')})`;
  for (const row of rows) db.query(insert, row);
  db.exec('COMMIT');
  csvKinds = new Map(columns.map(({name, kind}) => [name, /First$/.test(kind) ? 'date' : kind]));
  return {csv: columns, rows: rows.length};
}

const calls = {
  async start(module) {
    sqlite = await survival.init({wasm: module});
    const extension = sqlite.open();
    const [[version]] = extension.query('SELECT survival_version()').rows;
    extension.close();
    return {sqlite: sqlite.version, survival: version};
  },

  async open(file, kinds) {
    const head = await headOf(file);
    if (new TextDecoder('latin1').decode(head.slice(0, 15)) !== 'SQLite format 3') return openCsv(file, kinds);
    if (db) db.close();
    db = null;
    csvKinds = new Map();
    db = sqlite.openFile(file);
    return {log: head[18] === 2};  // made with a write-ahead log, which may hold more than the file does
  },

  tables() {
    return db.query(`SELECT name, type FROM pragma_table_list
                     WHERE schema = 'main' AND type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                     ORDER BY type, name`).rows.map(([name, type]) => ({name, type}));
  },

  columns(table) {
    const {columns, rows} = db.query(`SELECT * FROM ${quoted(table)} LIMIT 2000`);
    return columns.map((name, i) => ({name, kind: csvKinds.get(name) || kindOf(rows.map(row => row[i]))}));
  },

  missing(table, columns) {
    const counts = columns.map(name => `count(*) - count(${quoted(name)})`);
    const [row] = db.query(`SELECT count(*), ${counts.join(', ')} FROM ${quoted(table)}`).rows;
    return {rows: row[0], missing: row.slice(1)};
  },

  /** The values of a column with their counts, the most frequent first; one more than `limit` says that there are more. */
  values(table, column, limit) {
    return db.query(`SELECT ${quoted(column)}, count(*) FROM ${quoted(table)} WHERE ${quoted(column)} IS NOT NULL
                     GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${limit + 1}`).rows;
  },

  /** The rows of one query, for what the page says about a result. */
  look(sql) {
    return db.query(sql).rows;
  },

  run(sql, id) {
    const results = [];
    let told = 0;
    const tell = done => {
      const now = Date.now();
      if (now - told < 150) return;
      told = now;
      postMessage({id, progress: {done}});
    };
    db.progress(() => tell(results.length), 20000);
    try {
      for (const statement of db.script(sql)) {
        const title = (/^\s*--[ \t]*(.*)/.exec(statement.sql) || ['', ''])[1];
        const result = {title, columns: statement.columns, rows: [], more: false};
        for (const row of statement) {
          if (result.rows.length === MAX_ROWS) {
            result.more = true;
            break;
          }
          result.rows.push(row);
        }
        results.push(result);
      }
    } catch (error) {
      return {results, error: error.message};
    } finally {
      db.progress(null);
    }
    return {results};
  },
};

self.onmessage = async ({data: {id, call, args}}) => {
  try {
    self.postMessage({id, result: await calls[call](...args, id)});
  } catch (error) {
    self.postMessage({id, error: error.message || String(error)});
  }
};
