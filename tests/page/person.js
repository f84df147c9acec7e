'use strict';

// What a person does in the page, in headless Chromium: node person.js PAGE [FOLDER FOR PICTURES]
// PAGE is what samples/page/build.py made. Exit status 77 (skipped): it has not been made, or there is no Chromium.
const assert = require('assert');
const fs = require('fs');
const http = require('http');
const os = require('os');
const path = require('path');
const {pathToFileURL} = require('url');
const {execFileSync} = require('child_process');
const {Browser, chromium} = require('./browser.js');

const [file, pictures] = process.argv.slice(2);
const program = chromium();
if (!program || !file || !fs.existsSync(file)) {
  console.log(program ? 'skipped: samples/page/build.py has not been run' : 'skipped: there is no chromium');
  process.exit(77);
}

const picture = name => pictures && path.join(pictures, `${name}.png`);
const result = "!document.querySelector('#running').hidden ? '' : document.querySelector('#sentence').textContent || " +
    "document.querySelector('#failure').textContent";
const text = selector => `(document.querySelector(${JSON.stringify(selector)}) || {textContent: ''}).textContent`;
const cells = key => `[...document.querySelectorAll('[data-key=${key}] tbody tr')].map(row => [...row.cells].map(cell => cell.textContent))`;

async function openSample(page) {
  await page.click('#sample');
  await page.until("!document.querySelector('#work').hidden");
  await page.until("document.querySelectorAll('#values select').length === 2");
}

async function analyse(page) {
  await page.click('#analyse');
  return page.until(result);
}

/** Rows with a header line, as the page's CSV has them. */
function csv(content) {
  return content.toString('utf8').replace(/^\ufeff/, '').trim().split('\r\n').map(line => line.split(','));
}

const steps = {
  async 'the sample gives the numbers of the report'({page}) {
    await openSample(page);
    assert.strictEqual(await page.evaluate("document.querySelector('#source').value"), 'outcomes');
    await page.screenshot(picture('form'));
    assert.match(await analyse(page), /^41 patients; none left out; 13 events, median 456 \(95% limits 318 to not reached\); median follow-up 283\./);
    assert.deepStrictEqual((await page.evaluate(cells('times'))).map(row => row.slice(0, 3)), [['365', '9', '0.6707'], ['1095', '2', '0.4891']]);
    const figure = await page.evaluate("(() => { const i = document.querySelector('[data-key=figure] img'); return [i.naturalWidth, i.alt]; })()");
    assert.strictEqual(figure[0], 720);
    assert.match(figure[1], /41 patients, 13 events/);
    assert.match(await page.evaluate(text('#methods p')), /Kaplan-Meier.*survival 0\.\d+\.\d+ in SQLite 3\./);
  },
  async 'groups are compared, and each download is what is shown'({page}) {
    await page.choose('#by', 'sex');
    assert.match(await analyse(page), /sex F: 6 events.*sex M: 7 events.*Log-rank test: P = 0\.712/);
    await page.screenshot(picture('survival'));
    const download = what => page.downloaded(() => page.click(`[data-key=figure] button[aria-label$="${what}"]`));
    const svg = await download('SVG');
    assert.strictEqual(svg.name, 'Figure.svg');
    assert.match(svg.content.toString(), /^<svg [\s\S]*Log-rank test[\s\S]*<\/svg>\s*$/);
    const png = (await download('PNG, 300 dpi')).content;
    assert.strictEqual(png.toString('latin1', 1, 4), 'PNG');
    assert.strictEqual(png.readUInt32BE(16), 2250);
    assert.strictEqual(png.toString('latin1', 37, 41), 'pHYs');
    assert.strictEqual(png.readUInt32BE(41), 11811);
    if (pictures) fs.writeFileSync(picture('figure-300dpi'), png);
    const table = csv((await page.downloaded(() => page.click('[data-key=times] button'))).content);
    assert.deepStrictEqual(table[0], ['sex', 'time', 'n_risk', 'estimate', 'conf_low', 'conf_high']);
    assert.strictEqual(table.length, 5);
    const shown = await page.evaluate(cells('times'));
    table.slice(1).forEach((row, i) => assert.ok(row[3] === '' || Math.abs(row[3] - shown[i][3]) < 5e-5, `${row[3]} shown as ${shown[i][3]}`));
    const sql = await page.downloaded(() => page.click('#save-sql'));
    assert.strictEqual(sql.name, 'analysis.sql');
    assert.match(sql.content.toString(), /CREATE TEMP VIEW cohort[\s\S]*logrank\('cohort'/);
  },
  async 'competing events give incidences and Gray’s test, covariates a regression'({page}) {
    await page.choose('#event', 'first_event');
    await page.until("document.querySelectorAll('#values select').length === 3");
    assert.deepStrictEqual(await page.evaluate("[document.querySelector('#kind').value, ...[...document.querySelectorAll('#values select')].map(s => s.value).sort()]"),
        ['incidence', 'censored', 'event', 'other']);
    await page.choose('#time', 'first_event_days');
    assert.match(await analyse(page), /relapse: \d+ events?.*Gray’s test \(relapse\): P = 0\.081/);
    await page.screenshot(picture('incidence'));
    await page.choose('#event', 'died');
    await page.until("document.querySelectorAll('#values select').length === 2");
    await page.choose('#time', 'os_days');
    await page.evaluate("document.querySelector('.covariates').open = true");
    await page.click('#covariates input[value=age_years]');
    await analyse(page);
    const rows = await page.evaluate(cells('model'));
    assert.deepStrictEqual(rows.map(row => row.slice(0, 2)), [['sex', 'M'], ['age_years', '–']]);
    assert.match(await page.evaluate(text('#warnings')), /13 events for 2 covariates/);
    assert.ok(await page.evaluate("document.querySelector('[data-key=forest] img').naturalWidth > 0"));
    await page.screenshot(picture('cox'));
  },
  async 'dates are subtracted, a condition leaves patients out'({page}) {
    await page.click('#covariates input[value=age_years]');
    await page.choose('#by', '');
    await page.click('input[name=clock][value=dates]');
    assert.deepStrictEqual(await page.evaluate("['from', 'to'].map(id => document.getElementById(id).value)"), ['transplant_date', 'last_seen']);
    await page.type('#where', "sex = 'F'");
    assert.match(await analyse(page), /^20 patients; none left out; 6 events/);
    await page.choose('#event', 'relapse_date');
    await page.until(`/IS NOT NULL AS event/.test(document.querySelector('#sql').value)`);
    assert.match(await analyse(page), /^20 patients; none left out; \d events/);
    await page.type('#where', '');
  },
  async 'the SQL can be edited, and the form does not overwrite it'({page}) {
    await page.type('#sql', '-- Two\nSELECT 1 + 1 AS two, 0.1 + 0.2 AS sum, NULL AS none, 123456789012345678 AS big;\nVALUES (x\'00ff\')');
    assert.ok(await page.evaluate("!document.querySelector('#edited').hidden"));
    await page.key('Enter', 2);
    assert.strictEqual(await page.until(result), '2 results.');
    assert.deepStrictEqual(await page.evaluate("[...document.querySelectorAll('#results td')].map(cell => cell.textContent)"),
        ['2', '0.3', '–', '123456789012345678', '2 bytes']);
    await page.choose('#by', 'sex');
    assert.match(await page.evaluate("document.querySelector('#sql').value"), /^-- Two/);
    await page.click('#take-form');
    assert.ok(await page.evaluate("!document.querySelector('#replaced').hidden"));
    await page.click('#bring-back');
    assert.match(await page.evaluate("document.querySelector('#sql').value"), /^-- Two/);
    await page.click('#take-form');
    assert.match(await page.evaluate("document.querySelector('#sql').value"), / {7}sex\nFROM outcomes/);
  },
  async 'errors are those of the extension, and what is missing is said in the form'({page}) {
    await page.type('#sql', "SELECT * FROM km_curve('outcomes', 'os_days', 'sex')");
    await page.click('#run-sql');
    assert.match(await page.until(result), /^The analysis stopped: km_curve: .*sex/);
    await page.screenshot(picture('error'));
    await page.type('#sql', 'SELECT 7 AS kept; SELECT nonsense');
    await page.click('#run-sql');
    assert.match(await page.until(result), /no such column: nonsense/);
    assert.strictEqual(await page.evaluate(text('#results td')), '7');
    await page.click('#take-form');
    await page.choose('#event', '');
    await page.click('#analyse');
    assert.match(await page.until(text('#event-error')), /Choose the column that says what happened/);
    assert.strictEqual(await page.evaluate("document.activeElement.id + document.querySelector('#event').getAttribute('aria-invalid')"), 'eventtrue');
    assert.strictEqual(await page.evaluate("document.querySelector('#event').getAttribute('aria-describedby')"), 'event-error');
    await page.choose('#event', 'died');
    assert.strictEqual(await page.evaluate("document.querySelectorAll('#form .field-error, [aria-invalid]').length"), 0);
  },
  async 'an error of the extension is beside the field that it is about'({page}) {
    await page.until("document.querySelectorAll('#values select').length === 2");
    const beside = async id => {
      await analyse(page);
      assert.match(await page.evaluate(text('#sentence')), /see the field that is marked/);
      assert.strictEqual(await page.evaluate(`document.querySelectorAll('#form .field-error').length + document.activeElement.id + document.activeElement.getAttribute('aria-describedby').split(' ').pop()`),
          `1${id}${id}-error`);
      return page.evaluate(text(`#${id}-error`));
    };
    await page.type('#where', 'sexx = 1');
    assert.match(await beside('where'), /no such column: sexx/);
    await page.screenshot(picture('field-error'));
    await page.type('#where', 'sex = ');
    assert.match(await beside('where'), /syntax error/);
    await page.type('#where', 'age_years > 200');
    assert.match(await beside('where'), /No patient is left/);
    await page.type('#where', '');
    await page.click('input[name=clock][value=number]');
    await page.choose('#time', 'os_days');
    await page.choose('#by', 'transplant_interval');
    await page.click('#least');  // which shows nothing yet, so nothing runs
    assert.match(await beside('least'), /km_plot: argument 'options' key 'least' is 5, and in group 'short' fewer patients/);
    await page.click('#least');
    await page.until(result);
    await page.choose('#by', '');
  },
  async 'counts under five are hidden, in tables, figures and files'({page}) {
    await page.choose('#by', 'sex');
    await analyse(page);
    const seen = () => page.evaluate("document.querySelector('#result').textContent + document.querySelector('[data-key=figure] img').alt");
    await page.click('#least');
    assert.match(await page.until(`/<5/.test(${text('#result')}) && (${result})`), /^41 patients; none left out/);
    await page.screenshot(picture('least'));
    const times = await page.evaluate(cells('times'));
    assert.ok(times.some(row => row.includes('<5')), JSON.stringify(times));
    for (const row of times) if (row[2] === '<5') assert.deepStrictEqual(row.slice(4), ['–', '–', '–']);
    const counts = await page.evaluate("[...document.querySelectorAll('[data-key=summary] td:nth-child(-n+4), [data-key=test] td:nth-child(-n+3), [data-key=times] td:nth-child(3), [data-key=times] td:nth-child(4)')].map(cell => cell.textContent)");
    assert.ok(counts.every(count => !['1', '2', '3', '4'].includes(count)), counts.join(' '));
    const table = csv((await page.downloaded(() => page.click('[data-key=times] button'))).content);
    assert.ok(table.some(row => row.includes('<5')));
    assert.match(await page.evaluate("document.querySelector('#sql').value"), /"least":5/);
    assert.ok(!/ [1-4] events?\b/.test(await seen()));
    await page.click('#least');
    await page.until(`document.querySelector('[data-key=times]') && !/<5/.test(${text('#result')}) && (${result})`);
    assert.ok((await page.evaluate(cells('times'))).some(row => ['1', '2', '3', '4'].includes(row[2])));
  },
  async 'what to beware of is told under the result'({page}) {
    assert.match(await page.evaluate(text('#warnings')), /Fewer than 10 patients are at risk where the curve goes on: sex F from [\d.]+ months, sex M from/);
    assert.ok(!/cross/.test(await page.evaluate(text('#warnings'))));  // by less than the standard error alone
    await page.choose('#by', '');
    await page.evaluate("document.querySelectorAll('#covariates input').forEach(box => { if (['age_years', 'first_relapse', 'conditioning', 'cart_source', 'sex', 'transplant_interval'].includes(box.value)) box.click(); })");
    await page.type('#sql', await page.evaluate("document.querySelector('#sql').value"));
    await page.click('#take-form');
    await analyse(page);
    assert.match(await page.evaluate(text('#warnings')), /P values are shown/, await page.evaluate(text('#result')));
    await page.evaluate("document.querySelectorAll('#covariates input:checked').forEach(box => box.click())");
  },
  async 'incidences are stacked where one group is shown'({page}) {
    await page.choose('#event', 'first_event');
    await page.until("document.querySelectorAll('#values select').length === 3");
    await page.choose('#time', 'first_event_days');
    assert.ok(await page.evaluate("document.querySelector('#stacked').checkVisibility()"));
    await page.click('#stacked');
    assert.match(await analyse(page), /relapse/);
    assert.match(await page.evaluate("document.querySelector('#sql').value"), /"stacked":true/);
    await page.screenshot(picture('stacked'));
    await page.click('#stacked');
    await page.choose('#by', 'sex');
    assert.ok(!await page.evaluate("document.querySelector('#stacked').checkVisibility()"));
    await page.choose('#by', '');
    await page.choose('#event', 'died');
    await page.choose('#time', 'os_days');
  },
  async 'long work shows that it runs, and Cancel ends it at once'({page}) {
    await page.until("document.querySelectorAll('#values select').length === 2");
    await page.type('#sql', 'SELECT 1; WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n');
    await page.click('#run-sql');
    await page.until("/Working for [1-9].* 1 step done/.test(document.querySelector('#running-words').textContent)");
    await page.screenshot(picture('running'), false);
    const started = Date.now();
    await page.click('#cancel');
    assert.match(await page.until(result), /Cancelled/);
    const took = Date.now() - started;
    assert.ok(took < 3000, `Cancel took ${took} ms`);
    await page.click('#take-form');
    assert.match(await analyse(page), /41 patients/);
  },
  async 'files from the disk: a large database, one with a write-ahead log, CSV, and what is neither'({page, folder}) {
    const python = (...lines) => execFileSync('/usr/bin/python3', ['-c', lines.join('\n')], {cwd: folder});
    python('import sqlite3', "db = sqlite3.connect('large.db')", "db.execute('CREATE TABLE patients(id INTEGER PRIMARY KEY, days, died, note)')",
        "db.executemany('INSERT INTO patients VALUES (?, ?, ?, ?)', ((i, i * 7919 % 1500 + 1, i % 3 > 0, 'x' * 300) for i in range(100000)))",
        'db.commit()', "log = sqlite3.connect('log.db')", "log.execute('PRAGMA journal_mode = wal')",
        "log.execute('CREATE TABLE p AS SELECT 5 AS days, 1 AS died')", 'log.close()');
    const give = async (name, seen) => {
      await page.click('#another');
      await page.giveFile('#file', path.join(folder, name));
      return page.until(seen);
    };
    assert.ok(fs.statSync(path.join(folder, 'large.db')).size > 3e7);
    await give('large.db', "!document.querySelector('#work').hidden && document.querySelectorAll('#values select').length === 2");
    assert.match(await analyse(page), /^100000 patients; none left out; 66666 events, median/);
    const memory = await page.evaluate('performance.memory.usedJSHeapSize');
    assert.ok(memory < 1e8, `the page holds ${memory} bytes`);
    assert.match(await give('log.db', text('#notice')), /write-ahead log/);
    fs.writeFileSync(path.join(folder, 'my patients.csv'), 'id,days,died,group\r\nP1,10,1,a\r\nP2,20,0,b\r\nP3,NA,1,a\r\nP4,30,1,"b"\r\n');
    assert.match(await give('my patients.csv', text('#notice')), /Read from CSV: 4 rows\. Numbers: days, died\. Texts: id, group\./);
    await page.until("document.querySelectorAll('#values select').length === 2");
    await page.type('#times', '15');
    assert.match(await analyse(page), /^3 patients; 1 left out for a missing value; 2 events/);
    await page.evaluate("document.querySelector('#csv').open = true");
    const readAs = name => `#csv-columns label:nth-child(${['id', 'days', 'died', 'group'].indexOf(name) + 1}) select`;
    await page.choose(readAs('id'), 'number');
    assert.match(await page.until(text('#csv-error')), /column id: record 2 has 'P1', which is no number/);
    assert.strictEqual(await page.evaluate(`document.querySelector('${readAs('id')}').value`), 'text');
    await page.screenshot(picture('csv'));
    await page.choose(readAs('died'), 'text');
    await page.until("/text/.test([...document.querySelectorAll('#columns button')].find(b => /^died/.test(b.textContent)).textContent)");
    await page.until("document.querySelectorAll('#values select').length === 2");
    assert.strictEqual(await page.evaluate("document.querySelector('#times').value"), '15');
    assert.match(await analyse(page), /^3 patients; 1 left out for a missing value; 2 events/);
    assert.match(await page.evaluate("document.querySelector('#sql').value"), /WHEN '1' THEN 1/);
    assert.match(await page.evaluate(text('#notice')), /Read from CSV: 4 rows\. Numbers: days\. Texts: id, died, group\./);
    const early = i => `${i},${i < 15 ? i + 1 : 100},${i < 15 ? 1 : 0},early`, late = i => `${i + 30},${i < 20 ? 61 + i : 100},${i < 20 ? 1 : 0},late`;
    fs.writeFileSync(path.join(folder, 'cross.csv'), `id,days,died,side\n${Array.from({length: 60}, (_, i) => i < 30 ? early(i) : late(i - 30)).join('\n')}\n`);
    await give('cross.csv', `/60 rows/.test(${text('#notice')}) && document.querySelectorAll('#values select').length === 2`);
    await page.choose('#by', 'side');
    await page.type('#times', '50');
    assert.match(await analyse(page), /^60 patients/);
    assert.match(await page.evaluate(text('#warnings')), /The curves cross/);
    fs.writeFileSync(path.join(folder, 'not.db'), Buffer.from([0, 159, 146, 150, 0, 1]));
    assert.match(await give('not.db', text('#problem')), /cannot be opened: This is neither an SQLite database nor a CSV/);
    fs.writeFileSync(path.join(folder, 'broken.db'), Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(5000, 7)]));
    assert.match(await give('broken.db', "/broken|not a database|malformed/.test(document.querySelector('#problem').textContent) && document.querySelector('#problem').textContent"),
        /cannot be opened/);
    await page.giveFile('#file', path.join(folder, 'log.db'));
    await page.until("!document.querySelector('#work').hidden");
  },
  async 'the keyboard is enough, and every control has a name'({page, url}) {
    await page.open(url);
    const focused = () => page.evaluate('document.activeElement.id');
    const tabTo = async id => {
      for (let i = 0; i < 60 && await focused() !== id; ++i) await page.key('Tab');
      assert.strictEqual(await focused(), id);
    };
    await tabTo('sample');
    await page.key('Enter');
    await page.until("document.querySelectorAll('#values select').length === 2");
    await tabTo('analyse');
    await page.key('Enter');
    assert.match(await page.until(result), /41 patients/);
    assert.strictEqual(await focused(), 'result');
    const {nodes} = await page.send('Accessibility.getFullAXTree');
    const nameless = nodes.filter(({ignored, role, name}) => !ignored && name && !name.value &&
        /^(button|textbox|searchbox|combobox|checkbox|radio|image|region|progressbar)$/i.test(role.value));
    assert.deepStrictEqual(nameless.map(({role}) => role.value), []);
    assert.ok(nodes.some(({role, name}) => role.value === 'status' || /41 patients/.test(name?.value || '')));
  },
};

async function sharedLink(browser, url) {
  const first = await browser.page({url, width: 1440, height: 900});
  await openSample(first);
  await first.choose('#event', 'first_event');
  await first.until("document.querySelectorAll('#values select').length === 3");
  await first.choose('#time', 'first_event_days');
  await first.choose('#by', 'sex');
  await first.click('#least');
  const said = await analyse(first), link = await first.evaluate('location.href');
  assert.match(link, /#table=outcomes&time=first_event_days&event=first_event&kind=incidence&by=sex&.*&roles=[eoc]{3}&least=1$/);
  assert.ok(!/relapse|death|none/.test(link), link);
  const other = await browser.page({url: link, width: 1440, height: 900});
  assert.match(await other.until(text('#linked')), /This link holds a question/);
  await other.screenshot(picture('linked'), false);
  await other.click('#sample');
  assert.strictEqual(await other.until(`!document.querySelector('#work').hidden && document.querySelector('#results').children.length && (${result})`), said);
  assert.strictEqual(await other.evaluate("document.querySelector('#sql').value"), await first.evaluate("document.querySelector('#sql').value"));
  await first.type('#where', "sex = 'F'");
  assert.match(await first.evaluate('location.hash'), /&condition=1$/);
  assert.ok(!/%27|'F/.test(await first.evaluate('location.hash')));
  const third = await browser.page({url: await first.evaluate('location.href'), width: 1440, height: 900});
  await third.click('#sample');
  assert.match(await third.until(text('#notice')), /made with a condition/);
  assert.strictEqual(await third.evaluate("document.querySelector('#results').children.length"), 0);
  const fourth = await browser.page({url: `${url}#table=nowhere&time=x`, width: 1440, height: 900});
  await fourth.click('#sample');
  assert.match(await fourth.until(text('#notice')), /asks for the table nowhere, which this file does not have/);
  for (const page of [first, other, third, fourth]) {
    assert.deepStrictEqual(page.problems, []);
    await browser.send('Target.closeTarget', {targetId: page.target});
  }
}

/** WCAG AA of every text on what is behind it, as the browser computes the colours. */
const contrast = `(() => {
  const parse = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(c => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
      .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = node => {
    for (; node; node = node.parentElement) { const c = parse(getComputedStyle(node).backgroundColor); if (c[3] !== 0) return c; }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll('body *')].filter(node => node.checkVisibility() && !node.closest('svg, script, :disabled') &&
      [...node.childNodes].some(child => child.nodeType === 3 && child.data.trim())).filter(node => {
    const [a, b] = [light(parse(getComputedStyle(node).color)), light(ground(node))].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05) < 4.5;
  }).map(node => node.outerHTML.slice(0, 100));
})()`;

async function everySize(browser, address) {
  for (const [width, height] of [[390, 844], [1440, 900]]) {
    for (const dark of [false, true]) {
      for (const language of ['en', 'zh-CN']) {
        const name = `${width}-${dark ? 'dark' : 'light'}-${language.slice(0, 2)}`;
        const page = await browser.page({url: address, width, height, dark, language});
        await page.screenshot(picture(`start-${name}`), false);
        assert.deepStrictEqual(await page.evaluate(contrast), [], name);
        await openSample(page);
        await page.choose('#by', 'sex');
        await analyse(page);
        await page.screenshot(picture(`page-${name}`));
        assert.ok(await page.evaluate('document.documentElement.scrollWidth') <= width, `${name}: wider than the window`);
        assert.deepStrictEqual(await page.evaluate(contrast), [], name);
        assert.strictEqual(await page.evaluate('document.documentElement.lang'), language.slice(0, 2));
        assert.deepStrictEqual(page.problems, [], name);
        await browser.send('Target.closeTarget', {targetId: page.target});
      }
    }
  }
}

async function main() {
  const asked = [];
  const server = http.createServer((request, response) => {
    asked.push(request.url);
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(fs.readFileSync(file));
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}/`;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'registry-'));
  const browser = await new Browser(program);
  let failed = 0, count = 0;
  const test = async (name, run) => {
    ++count;
    try {
      await run();
    } catch (error) {
      ++failed;
      console.log(`${name}\n${error.stack}`);
    }
  };
  try {
    const page = await browser.page({url, width: 1440, height: 900});
    await page.send('Network.emulateNetworkConditions', {offline: true, latency: 0, downloadThroughput: -1, uploadThroughput: -1});
    for (const [name, step] of Object.entries(steps)) {
      if (name.startsWith('the keyboard'))  // loads the page anew
        await page.send('Network.emulateNetworkConditions', {offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1});
      await test(name, () => step({page, folder, url}));
    }
    await test('nothing was asked of any server but the page itself', async () => {
      assert.deepStrictEqual(asked.map(address => address), ['/', '/']);
      assert.deepStrictEqual(page.requests.filter(address => !/^(blob|data):/.test(address)), [url, url]);
      assert.deepStrictEqual(page.problems, []);
    });
    await test('the policy forbids what the page never tries', async () => {
      const before = asked.length;
      const tries = [`fetch('${url}x')`, `new Promise((done, fail) => { const r = new XMLHttpRequest(); r.open('GET', '${url}x'); r.onload = done; r.onerror = fail; r.send(); })`,
        `new Promise((done, fail) => { const s = new WebSocket('${url.replace('http', 'ws')}'); s.onopen = done; s.onerror = fail; })`,
        `new Promise((done, fail) => { const i = new Image(); i.onload = done; i.onerror = fail; i.src = '${url}x.png'; })`,
        `new Promise((done, fail) => { const s = document.createElement('script'); s.onload = done; s.onerror = fail; s.src = '${url}x.js'; document.body.append(s); })`];
      for (const attempt of tries)
        assert.strictEqual(await page.evaluate(`(async () => { try { await ${attempt}; return 'went out'; } catch { return 'forbidden'; } })()`), 'forbidden', attempt);
      await page.evaluate(`navigator.sendBeacon('${url}x', 'patients')`);
      await new Promise(resolve => setTimeout(resolve, 300));
      assert.strictEqual(asked.length, before);
    });
    await browser.send('Target.closeTarget', {targetId: page.target});
    await test('a link holds the question, and no data', () => sharedLink(browser, url));
    await test('at two widths, light and dark, in both languages, from a folder', () => everySize(browser, pathToFileURL(path.resolve(file)).href));
  } finally {
    await browser.close();
    server.close();
    fs.rmSync(folder, {recursive: true});
  }
  console.log(`${count - failed} passed, ${failed} failed`);
  return failed ? 1 : 0;
}

main().then(code => process.exit(code), error => {
  console.log(error.stack);
  process.exit(1);
});
