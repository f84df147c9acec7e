// The npm packages, by require() and by import, with better-sqlite3: node npm.js QUERY
'use strict';
const {createRequire} = require('module');
const path = require('path');
const {pathToFileURL} = require('url');
const inFolder = createRequire(path.join(process.cwd(), 'index.js'));
const survival = inFolder('sqlite-survival');
const db = new (require('better-sqlite3'))(':memory:');
survival.load(db);
const row = Object.values(db.prepare(process.argv[2]).get());
const entry = path.join(path.dirname(inFolder.resolve('sqlite-survival')), 'index.mjs');
import(pathToFileURL(entry)).then((imported) => {
  if (imported.getLoadablePath() !== survival.getLoadablePath()) throw new Error('two paths');
  console.log(row.map((value) => (typeof value === 'number' ? value.toFixed(1) : value)).join('|'));
});
