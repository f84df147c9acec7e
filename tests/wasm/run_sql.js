'use strict';

// Runs an SQL script in the WebAssembly module as tests/run_sql.cpp does, and returns what it prints: its comments, rows and
// errors, one per line.

// C's %.6g of a double, with a point, so that REAL and INTEGER can be told apart.
function sixDigits(number) {
  if (!Number.isFinite(number)) return number < 0 ? '-inf' : 'inf';
  if (number === 0) return Object.is(number, -0) ? '-0.0' : '0.0';
  let [digits, exponent] = number.toExponential(5).split('e');
  const [exact, power10] = number.toExponential(60).split('e');
  const tie = /^(-?\d\.\d{4}[02468])50*$/.exec(exact);
  if (tie) [digits, exponent] = [tie[1], power10];  // C rounds it to even, JavaScript up
  const power = Number(exponent);
  if (power < -4 || power >= 6) {
    digits = digits.replace(/\.?0+$/, '');
    return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  }
  const fixed = Number(`${digits}e${power}`).toFixed(5 - power).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
  return fixed.includes('.') ? fixed : `${fixed}.0`;
}

function shown(value, type) {
  switch (type) {
    case 'null': return 'NULL';
    case 'real': return sixDigits(value);
    case 'blob': return `blob of ${value.length} bytes`;
    default: return String(value).split('\0')[0];
  }
}

function runStatements(db, sql, print) {
  try {
    for (const statement of db.script(sql)) {
      try {
        for (const row of statement) {
          const types = statement.types();
          print(row.map((value, i) => shown(value, types[i])).join('|'));
        }
      } catch (error) {  // ends only its own statement
        print(`error: ${error.message}`);
      }
    }
  } catch (error) {  // SQLite could not read it: nothing after it can be trusted
    print(`error: ${error.message}`);
  }
}

/** What run_sql prints for the script; sqlite is what init() of sqlite-survival-wasm gave. */
function runSql(sqlite, script) {
  const db = sqlite.open(), printed = [];
  let sql = '';
  for (const line of script.replace(/\n$/, '').split('\n')) {
    if (line.startsWith('--')) printed.push(line);
    sql += `${line}\n`;
    if (sqlite.complete(sql)) {
      runStatements(db, sql, text => printed.push(text));
      sql = '';
    }
  }
  if (sql.trim() && !sql.startsWith('--')) throw new Error(`the script ends inside a statement: ${sql}`);
  db.close();
  return printed.map(line => `${line}\n`).join('');
}

module.exports = {runSql, sixDigits};
