'use strict';

const fs = require('fs');
const path = require('path');

/** The path of the extension, for loadExtension() of any SQLite library. */
function getLoadablePath() {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  const ending = {win32: 'dll', darwin: 'dylib'}[process.platform] || 'so';
  const musl = os === 'linux' && process.report && !process.report.getReport().header.glibcVersionRuntime;
  const name = `sqlite-survival-${os}-${process.arch}${musl ? '-musl' : ''}`;
  let folder;
  try {
    folder = path.dirname(require.resolve(`${name}/package.json`));
  } catch (error) {
    throw new Error(`sqlite-survival: the package ${name} is not installed: either there is none for this platform, ` +
        'or npm was told to leave out optional dependencies');
  }
  const file = path.join(folder, `survival.${ending}`);
  if (!fs.existsSync(file)) throw new Error(`sqlite-survival: ${file} is missing; install the package ${name} again`);
  return file;
}

/** Loads the extension into a database of better-sqlite3, node:sqlite, bun:sqlite or @db/sqlite. */
function load(db) {
  db.loadExtension(getLoadablePath());
}

module.exports = {getLoadablePath, load};
