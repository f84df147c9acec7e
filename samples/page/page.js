'use strict';

/* global WORDS, LEAST, statements, script, wrongs, fieldOf, lookAtRisk, lookAtCurves, cross, isCount, isFew, withoutFew, linkOf, linked */

const MAX_VALUES = 24;   // of an event column that can be told apart in the form
const MAX_SHOWN = 200;   // rows of a table in the page; the CSV has all
const FEW_AT_RISK = 10;  // fewer than these, and a curve that goes on is told
const MANY_TESTS = 5;    // more P values than these, and their number is told
const $ = id => document.getElementById(id);

let words = WORDS.en, language = 'en';
let file = null, versions = null;
let kinds = {};          // of a CSV file's columns, chosen by hand
let asRead = {};         // what opening the file told of them
let wanted = null;       // the question of the link that the page was opened with
let columns = [];        // of the chosen table: {name, kind, missing}
let values = [];         // of the event column: [value, count]
let roles = new Map();   // what each means
let tables = [];
let edited = false;      // the SQL, by hand
let byHand = '';         // what was edited and then replaced by the form
let written = [];        // the statements that the form wrote last
let lastField = null;    // that a click on a column fills
let urls = [];           // of what can be downloaded

// --- elements -------------------------------------------------------------------------------------

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function fill(select, options, chosen) {
  select.replaceChildren(...options.map(([value, label]) => element('option', {value, textContent: label})));
  if (options.some(([value]) => value === chosen)) select.value = chosen;
}

function show(id, text) {
  $(id).textContent = text || '';
  $(id).hidden = !text;
}

// --- the Worker -----------------------------------------------------------------------------------

const decoded = id => Uint8Array.from(atob($(id).textContent), c => c.charCodeAt(0));

async function unpacked(id) {
  const stream = new Blob([decoded(id)]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).arrayBuffer();
}

class Engine {
  constructor(module, script) {
    Object.assign(this, {module, script, next: 0, waiting: new Map()});
  }

  async start() {
    this.worker = new Worker(this.script);
    this.worker.onmessage = ({data: {id, result, error, progress}}) => {
      const call = this.waiting.get(id);
      if (!call) return;
      if (progress) return call.progress && call.progress(progress);
      this.waiting.delete(id);
      if (error === undefined) call.resolve(result);
      else call.reject(new Error(error));
    };
    this.worker.onerror = event => {
      event.preventDefault();
      for (const call of this.waiting.values()) call.reject(new Error(event.message || 'the Worker stopped'));
      this.waiting.clear();
    };
    return this.call('start', [this.module]);
  }

  call(name, args = [], progress) {
    const id = ++this.next;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, {resolve, reject, progress});
      this.worker.postMessage({id, call: name, args});
    });
  }

  /** Ends whatever runs, at once, and opens the same file again. */
  async cancel(file, kinds) {
    this.worker.terminate();
    const stopped = [...this.waiting.values()];
    this.waiting.clear();
    const again = this.start().then(() => this.call('open', [file, kinds]));
    this.ready = again;
    for (const call of stopped) call.reject(Object.assign(new Error(words.cancelled), {cancelled: true}));
    return again;
  }
}

let engine = null;

async function load() {
  $('loading').textContent = words.loading;
  try {
    const script = URL.createObjectURL(new Blob([$('worker').textContent], {type: 'text/javascript'}));
    const made = new Engine(await WebAssembly.compile(await unpacked('module')), script);
    versions = await made.start();
    engine = made;
    $('loading').textContent = '';
  } catch (error) {
    $('loading').textContent = '';
    show('problem', words.noModule(error.message));
  }
}

// --- opening a file -------------------------------------------------------------------------------

let loaded = null;

async function open(chosen, name, newKinds = {}) {
  show('problem', '');
  show('notice', '');
  $('loading').textContent = words.opening;
  try {
    await loaded;
    if (!engine) {
      $('loading').textContent = '';
      return;
    }
    const about = await engine.call('open', [chosen, newKinds]);
    file = chosen;
    kinds = newKinds;
    if (about.log) show('notice', words.writeAheadLog);
    showCsv(about);
    tables = await engine.call('tables');
    clearResult();
    edited = false;
    byHand = '';
    $('edited').hidden = $('replaced').hidden = true;
    $('browser').open = window.matchMedia('(min-width: 861px)').matches;
    fill($('source'), tables.map(table => [table.name, table.name]));
    const question = wanted;
    wanted = null;
    await chooseTable(suggestedTable());
    const ready = question && await applyLink(question);
    $('loading').textContent = '';
    $('start').hidden = $('linked').hidden = true;
    $('work').hidden = $('another').hidden = false;
    show('file-name', name);
    $('source').focus({preventScroll: true});
    if (ready && complete()) run();
  } catch (error) {
    $('loading').textContent = '';
    show('notice', '');
    show('problem', `${words.cannotOpen}: ${error.message}`);
    $('problem').scrollIntoView({block: 'nearest'});
  }
}

/** What each column of a CSV file was read as, to be changed. */
function showCsv(about) {
  const {csv: read, rows} = asRead = about;
  $('csv').hidden = !read;
  show('csv-error', '');
  if (!read) return;
  const plain = kind => /First$/.test(kind) ? 'date' : kind;
  const of = Object.keys(words.csvColumns).map(kind => [kind, read.filter(column => plain(column.kind) === kind)]);
  show('notice', words.csvRead(rows, of.filter(([, found]) => found.length).map(
      ([kind, found]) => `${words.csvColumns[kind]}: ${found.map(column => column.name).join(', ')}.`).join(' ')));
  $('csv-columns').replaceChildren(...read.map(({name, kind}) => {
    const select = element('select');
    fill(select, Object.entries(words.csvKinds), kind === 'empty' ? 'text' : kind);
    select.onchange = () => retype(name, select, kind);
    return element('label', {}, element('span', {textContent: name}), select);
  }));
}

/** Reads the file anew; if the column cannot be that, it says so, and all stays as it was. */
async function retype(name, select, before) {
  const changed = {...kinds, [name]: select.value}, question = linked(linkOf(choice()));
  show('csv-error', '');
  try {
    const about = await engine.call('open', [file, changed]);
    kinds = changed;
    showCsv(about);
    clearResult();
    await applyLink(question, true);
    [...$('csv-columns').children].find(label => label.firstChild.textContent === name).querySelector('select').focus();
  } catch (error) {
    if (error.cancelled) return;
    select.value = before;
    show('csv-error', error.message);
  }
}

/** Fills the form with a link's question, as far as the file has its names; true if it can be run as it was. */
async function applyLink(question, isOwn = false) {
  if (!tables.some(table => table.name === question.source)) {
    show('notice', words.linkOther(question.source));
    return false;
  }
  const where = isOwn ? $('where').value : '', title = isOwn ? $('figure-title').value : '';
  await chooseTable(question.source);
  const missing = [];
  const set = (id, value) => {
    if ([...$(id).options].some(option => option.value === value)) $(id).value = value;
    else missing.push(value);
  };
  setClock(question.from || question.to ? 'dates' : 'number');
  for (const id of ['time', 'from', 'to', 'event', 'by', 'unit']) set(id, question[id]);
  $('times').value = question.times;
  for (const id of ['least', 'stacked']) $(id).checked = question[id];
  await chooseEvent();
  setClock(question.from || question.to ? 'dates' : 'number');
  if (question.kind) set('kind', question.kind);
  if (question.roles.length === values.length) values.forEach(([value], i) => { if (question.roles[i]) roles.set(value, question.roles[i]); });
  for (const name of question.covariates) {
    const box = [...$('covariates').querySelectorAll('input')].find(({value}) => value === name);
    if (box) box.checked = true;
    else missing.push(name);
  }
  $('where').value = where;
  $('figure-title').value = title;
  showValues();
  setEdited(false);
  const left = missing.filter(Boolean);
  if (isOwn) return false;
  if (left.length) show('notice', words.linkMissing(left.join(', ')));
  else if (question.condition) show('notice', words.linkCondition);
  return !left.length && !question.condition;
}

function suggestedTable() {
  const liked = [/outcome/i, /surviv|patient|follow/i];
  for (const like of liked) {
    const found = tables.find(table => like.test(table.name));
    if (found) return found.name;
  }
  return tables.length ? tables[0].name : '';
}

async function chooseTable(name) {
  $('source').value = name;
  columns = name ? await engine.call('columns', [name]) : [];
  if ($('source').value !== name) return;
  suggest();
  showTables();
  showColumns();
  await chooseEvent();
  if (name) guarded(countMissing(name));
}

async function countMissing(name) {
  const {rows, missing} = await engine.call('missing', [name, columns.map(column => column.name)]);
  if ($('source').value !== name) return;
  tables.find(table => table.name === name).rows = rows;
  columns.forEach((column, i) => { column.missing = missing[i]; });
  showTables();
  showColumns();
}

/** What the names and the kinds of the columns make likely. */
function suggest() {
  const find = (pattern, kinds) => (columns.find(column => kinds.includes(column.kind) && pattern.test(column.name)) || {}).name || '';
  const time = find(/^(os_|lfs_|grfs_)?(days|time|months|years)$/i, ['number']) ||
      find(/days|time|months|years|follow/i, ['number']);
  const dates = columns.filter(column => column.kind === 'date').map(column => column.name);
  const start = find(/origin|start|begin|transplant|diagnos|baseline|first/i, ['date']) || dates[0] || '';
  const end = find(/last|end|contact|death|seen/i, ['date']) || dates[1] || '';
  fillColumns();
  $('time').value = time;
  $('from').value = start;
  $('to').value = end;
  setClock(time || !start || !end ? 'number' : 'dates');
  $('event').value = find(/^(died|dead|death|event|status|failed|relapse)$/i, ['number', 'text']) ||
      find(/died|dead|death|event|status|fail|outcome/i, ['number', 'text']);
  $('by').value = '';
  $('where').value = '';
  $('figure-title').value = '';
  for (const box of $('covariates').querySelectorAll('input')) box.checked = false;
}

function fillColumns() {
  const options = (kinds, none) => [['', none], ...columns.filter(column => kinds.includes(column.kind)).map(
      column => [column.name, column.name])];
  const set = (id, kinds, none) => fill($(id), options(kinds, none), $(id).value);
  set('time', ['number'], '…');
  set('from', ['date'], '…');
  set('to', ['date'], '…');
  set('event', ['number', 'text', 'date'], '…');
  set('by', ['number', 'text'], words.nothing);
  const chosen = new Set(covariates().map(([name]) => name));
  $('covariates').replaceChildren(...columns.filter(column => ['number', 'text'].includes(column.kind)).map(
      column => element('label', {}, element('input', {type: 'checkbox', value: column.name, checked: chosen.has(column.name)}),
          element('span', {textContent: column.name}))));
  showChosen();
}

function covariates() {
  return [...$('covariates').querySelectorAll('input:checked')].map(box => [box.value, kindOf(box.value)]);
}

const kindOf = name => (columns.find(column => column.name === name) || {}).kind;

function showChosen() {
  $('covariates-chosen').textContent = covariates().map(([name]) => name).join(', ') || words.nothing;
}

function setClock(kind) {
  for (const radio of $('form').elements.clock) radio.checked = radio.value === kind;
  $('time-field').hidden = kind !== 'number';
  $('dates-field').hidden = kind !== 'dates';
}

const clock = () => [...$('form').elements.clock].find(radio => radio.checked).value;

async function chooseEvent() {
  const event = $('event').value;
  values = [];
  roles = new Map();
  if (event && kindOf(event) !== 'date') {
    values = await engine.call('values', [$('source').value, event, MAX_VALUES]);
    if ($('event').value !== event) return;
    for (const [value] of values) roles.set(value, guessedRole(value));
    const causes = values.filter(([value]) => roles.get(value) === 'event');
    $('kind').value = causes.length > 1 ? 'incidence' : 'survival';
    if (causes.length > 1) {  // the first named is the event, what kills the other
      const order = causes.map(([value]) => value).sort((a, b) => Number(/death|died|dead|treatment|nrm/i.test(a)) -
          Number(/death|died|dead|treatment|nrm/i.test(b)) || (a < b ? -1 : 1));
      order.slice(1).forEach(value => roles.set(value, 'other'));
    }
  } else if (event) {
    $('kind').value = 'survival';
    setClock('dates');
  }
  showValues();
  write();
}

function guessedRole(value) {
  if (typeof value !== 'string') return Number(value) === 0 ? 'censored' : 'event';
  return /^(0|n|no|none|alive|living|censored|false|无|否|存活|删失)\b|^(无|否|存活|删失)/i.test(value.trim()) ? 'censored' : 'event';
}

// --- what is seen of the database -----------------------------------------------------------------

function showTables() {
  $('tables').replaceChildren(...tables.map(({name, type, rows}) => {
    const button = element('button', {type: 'button'}, element('span', {textContent: name}),
        element('small', {textContent: rows !== undefined ? words.rows(rows) : type === 'view' ? words.view : ''}));
    button.setAttribute('aria-current', String(name === $('source').value));
    button.onclick = () => guarded(chooseTable(name));
    return element('li', {}, button);
  }));
}

function showColumns() {
  const filter = $('filter').value.toLowerCase();
  $('columns-title').textContent = words.columnsOf($('source').value);
  $('columns').replaceChildren(...columns.filter(column => column.name.toLowerCase().includes(filter)).map(column => {
    const missing = column.missing === undefined ? '' : column.missing ? words.someMissing(column.missing) : words.noneMissing;
    const button = element('button', {type: 'button'}, element('span', {textContent: column.name}),
        element('small', {textContent: [words.kinds[column.kind], missing].filter(Boolean).join(' · ')}));
    button.onclick = () => {
      if (!lastField || ![...lastField.options].some(option => option.value === column.name)) return;
      lastField.value = column.name;
      lastField.dispatchEvent(new Event('change', {bubbles: true}));
    };
    return element('li', {}, button);
  }));
}

function showValues() {
  const event = $('event').value, hidden = kindOf(event) === 'date';
  if (hidden) return $('values').replaceChildren(element('p', {className: 'hint', textContent: words.dateEvent}));
  if (values.length > MAX_VALUES)
    return $('values').replaceChildren(element('p', {className: 'hint', textContent: words.tooMany(MAX_VALUES)}));
  const offered = ['event', 'other', 'censored'].map(role => [role, words.roles[role]]);
  $('values').replaceChildren(...values.map(([value, count]) => {
    const select = element('select');
    select.setAttribute('aria-label', words.roleOf(value, count));
    fill(select, offered, roles.get(value));
    select.onchange = () => roles.set(value, select.value);
    return element('label', {className: 'value'}, element('span', {}, String(value), ' ',
        element('small', {textContent: `(${words.rows(count)})`})), select);
  }));
}

// --- the form and its SQL -------------------------------------------------------------------------

function choice() {
  const byDates = clock() === 'dates', event = $('event').value;
  return {source: $('source').value, time: byDates ? '' : $('time').value, from: byDates ? $('from').value : '',
    to: byDates ? $('to').value : '', event, eventKind: kindOf(event),
    values: values.length > MAX_VALUES ? [] : values.map(([value]) => [value, roles.get(value)]), kind: $('kind').value,
    by: $('by').value, byKind: kindOf($('by').value), covariates: covariates(), where: $('where').value.trim(),
    least: $('least').checked ? LEAST : 0, stacked: $('stacked').checked,
    times: $('times').value.trim(), unit: $('unit').value, title: $('figure-title').value.trim(),
    width: window.matchMedia('(max-width: 600px)').matches ? 480 : undefined, language};  // so that its texts can be read
}

function clearWrongs() {
  for (const said of $('form').querySelectorAll('.field-error')) said.remove();
  for (const marked of $('form').querySelectorAll('[aria-invalid]')) {
    marked.removeAttribute('aria-invalid');
    marked.removeAttribute('aria-describedby');
    if (marked.dataset.hint) marked.setAttribute('aria-describedby', marked.dataset.hint);
  }
}

/** An error beside the field that it is about: [field, words]. */
function showWrong([field, said]) {
  const id = {time: clock() === 'dates' ? 'from' : 'time', values: 'event'}[field] || field;
  const control = id === 'covariates' ? document.querySelector('.covariates summary') : $(id);
  const message = element('p', {className: 'field-error', id: `${id}-error`, textContent: said});
  message.setAttribute('role', 'alert');
  (control.closest('.pair, .field, .check, .covariates') || control).after(message);
  control.setAttribute('aria-invalid', 'true');
  if (control.hasAttribute('aria-describedby')) control.dataset.hint = control.getAttribute('aria-describedby');
  control.setAttribute('aria-describedby', [control.dataset.hint, message.id].filter(Boolean).join(' '));
  return control;
}

/** Says in the form what is missing; true if nothing is. */
function complete() {
  clearWrongs();
  const marked = wrongs(choice(), words).map(showWrong);
  if (marked.length) marked[0].focus();
  return !marked.length;
}

function write() {
  showChosen();
  $('stacked-field').hidden = $('kind').value !== 'incidence' || $('by').value !== '';
  if (file && $('source').value) remember();
  if (edited) return;
  const ready = !wrongs(choice(), words).length;
  written = ready ? statements(choice(), words) : [];
  $('sql').value = ready ? script(written) : '';
}

/** The question, without any data, in the page's address. */
function remember() {
  try {
    history.replaceState(null, '', `#${linkOf(choice())}`);
  } catch {
    // where a page may not change its address, as in some viewers of mail, there is no link
  }
}

function setEdited(is) {
  if (edited && !is) byHand = $('sql').value;
  $('replaced').hidden = is || !byHand;
  edited = is;
  $('edited').hidden = !is;
  if (!is) write();
}

// --- running --------------------------------------------------------------------------------------

function clearResult() {
  for (const url of urls) URL.revokeObjectURL(url);
  urls = [];
  $('results').replaceChildren();
  $('warnings').replaceChildren();
  $('methods').hidden = true;
  show('failure', '');
  $('sentence').textContent = words.nothingYet;
}

let clockTick = null;

function setRunning(is, asked) {
  clearInterval(clockTick);
  $('running').hidden = !is;
  for (const id of ['analyse', 'run-sql', 'another', 'least']) $(id).disabled = is;
  for (const select of $('csv-columns').querySelectorAll('select')) select.disabled = is;
  if (!is) return;
  const started = Date.now();
  let done = 0;
  const tick = () => { $('running-words').textContent = words.running(Math.floor((Date.now() - started) / 1000), done); };
  $('progress').max = Math.max(asked, 1);
  $('progress').removeAttribute('value');
  clockTick = setInterval(tick, 250);
  tick();
  return progress => {
    done = progress.done;
    if (asked) $('progress').value = Math.min(done, asked);  // else nobody knows how many there are
    tick();
  };
}

async function run() {
  const own = !edited && written.length > 0, asked = choice(), all = written;
  clearResult();
  clearWrongs();
  $('sentence').textContent = '';
  // the statements of the form; two of them make the cohort
  const progress = setRunning(true, own ? all.length + 1 : 0);
  try {
    if (engine.ready) await engine.ready;
    const {results, error} = await engine.call('run', [$('sql').value], progress);
    const kept = results.map((result, i) => ({...result, key: own && i > 0 ? all[i - 1].key : ''})).filter(
        result => result.columns.length);
    const patients = patientsOf(rowsOf(kept, 'summary'), asked);
    const shown = asked.least ? kept.map(result => withoutFew(result, patients)) : kept;
    shown.forEach((result, i) => $('results').append(shownResult(result, i)));
    if (asked.least && !own) $('warnings').append(element('li', {textContent: words.leastByHand}));
    if (error) {
      const field = own && fieldOf(error, asked);
      if (field) {
        setRunning(false);  // what is disabled takes no focus
        $('sentence').textContent = words.seeField;
        showWrong([field, error]).focus();
        return;
      }
      show('failure', `${words.failed}: ${error}`);
      $('failure').scrollIntoView({block: 'nearest'});
      return;
    }
    if (own && !rowsOf(kept, 'summary').length) {
      setRunning(false);
      $('sentence').textContent = words.seeField;
      showWrong(['where', words.nobody]).focus();
      return;
    }
    $('sentence').textContent = own ? sentence(kept, shown, asked) : words.finished(kept.length);
    if (own) {
      showMethods(asked);
      await showWarnings(kept, shown, asked);
    }
    $('result').focus({preventScroll: true});
    $('result').scrollIntoView({block: 'start', behavior: window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth'});
  } catch (error) {
    if (error.cancelled) $('sentence').textContent = error.message;
    else show('failure', `${words.failed}: ${error.message}`);
  } finally {
    setRunning(false);
  }
}

const rowsOf = (results, key) => {
  const found = results.find(result => result.key === key);
  return found ? found.rows.map(row => Object.fromEntries(row.map((value, i) => [found.columns[i], value]))) : [];
};

const number = value => value === null || value === undefined ? words.notReached : shownNumber(value);
const pValue = p => p === null ? '–' : p < 0.001 ? '< 0.001' : `= ${p.toFixed(3)}`;

/** The result in one sentence, which a screen reader hears. */
function sentence(results, shown, asked) {
  const summary = rowsOf(shown, 'summary'), test = rowsOf(shown, 'test');
  const groups = new Map(rowsOf(results, 'summary').map(row => [asked.by ? row[asked.by] : '', Number(row.n)]));
  const n = [...groups.values()].reduce((sum, of) => sum + of, 0);
  const missing = summary[0].n_missing;
  const parts = [words.patients(asked.least && isFew(n) ? `<${LEAST}` : n), words.left(typeof missing === 'string' ? missing : Number(missing))];
  for (const row of summary) {
    const name = [asked.by ? `${asked.by} ${row[asked.by]}` : '', row.outcome === undefined ? '' : row.outcome].filter(Boolean).join(', ');
    const about = [words.events(row.n_event)];
    if (row.median !== undefined) about.push(words.median(number(row.median), number(row.median_low), number(row.median_high)));
    parts.push(`${name ? `${name}: ` : ''}${about.join(', ')}`);
  }
  if (!asked.by && summary[0].follow_up_median !== null) parts.push(words.followed(number(summary[0].follow_up_median)));
  if (asked.kind === 'incidence') for (const row of test) parts.push(words.p(`${words.sqlGray} (${row.outcome})`, pValue(row.p_value)));
  else if (test.length) parts.push(words.p(words.sqlLogrank, pValue(test[0].p_value)));
  return `${parts.join('; ')}${language === 'zh' ? '。' : '.'}`;
}

/** The number of patients of a row's group. */
function patientsOf(summary, asked) {
  const groups = new Map(summary.map(row => [asked.by ? String(row[asked.by]) : '', Number(row.n)]));
  return row => groups.get(asked.by ? String(row[0]) : '');
}

function showMethods(asked) {
  const incidence = asked.kind === 'incidence', said = [incidence ? words.methodsIncidence : words.methodsSurvival];
  if (asked.by) said.push(incidence ? words.methodsGray : words.methodsLogrank);
  if (asked.covariates.length) said.push(incidence ? words.methodsFineGray : words.methodsCox);
  said.push(words.methodsWith(versions.survival, versions.sqlite));
  $('methods').querySelector('p').textContent = said.join(language === 'zh' ? '' : ' ');
  $('methods').hidden = false;
}

/** What to beware of, in quiet lines under the sentence. */
async function showWarnings(results, shown, asked) {
  const warnings = [], incidence = asked.kind === 'incidence';
  const cause = asked.values.filter(([, role]) => role === 'event').map(([value]) => causeName(asked, value)).join(words.or);
  const modelled = row => !incidence || row.outcome === cause;
  const events = rowsOf(results, 'summary').filter(modelled).reduce((sum, row) => sum + Number(row.n_event), 0);
  const parameters = rowsOf(results, 'model').length;
  if (parameters && events < 10 * parameters) warnings.push(words.fewEvents(asked.least && isFew(events) ? `<${LEAST}` : events, parameters));
  if (!incidence && asked.values.some(([, role]) => role === 'other')) warnings.push(words.censoredOthers);
  const tests = incidence ? rowsOf(shown, 'test').length : Math.min(rowsOf(shown, 'test').length, 1);
  if (tests + parameters > MANY_TESTS) warnings.push(words.manyTests(tests + parameters));
  const ask = async sql => (await engine.call('look', [sql]));
  const risk = await ask(lookAtRisk(asked, FEW_AT_RISK));
  const unit = {months: 30.4375, years: 365.25}[asked.unit] || 1;
  const few = risk.filter(([, from, last]) => from !== null && from < last);
  const shownTime = time => `${shownNumber(Number((time / unit).toPrecision(asked.least ? 1 : 3)))}${asked.unit ? ` ${words[asked.unit]}` : ''}`;
  if (few.length) {
    warnings.push(words.fewAtRisk(few.map(([group, from]) => words.fewFrom(asked.by ? `${asked.by} ${group}` : '', from > 0 ? shownTime(from) : '')).join(
        language === 'zh' ? '，' : ', ')));
  }
  if (asked.by && risk.length > 1 && cross(await ask(lookAtCurves(asked, Math.min(...risk.map(([, , last]) => last)), 60))))
    warnings.push(words.crossing);
  $('warnings').replaceChildren(...warnings.map(textContent => element('li', {textContent})));
}

// --- results --------------------------------------------------------------------------------------

function shownNumber(value) {
  if (typeof value !== 'number' || Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  if (size >= 1000) return value.toFixed(0);
  return size >= 1e-4 ? String(Number(value.toPrecision(4))) : value.toExponential(1);
}

function csvOf({columns: names, rows}) {
  const field = value => {
    if (value === null) return '';
    const content = value instanceof Uint8Array ? [...value].map(byte => byte.toString(16).padStart(2, '0')).join('') : String(value);
    return /[",\r\n]/.test(content) || content === '' ? `"${content.replace(/"/g, '""')}"` : content;
  };
  return [names, ...rows].map(row => `${row.map(field).join(',')}\r\n`).join('');
}

function fileName(title, ending) {
  return `${title.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '').slice(0, 60) || 'result'}.${ending}`;
}

function save(blob, name) {
  const url = URL.createObjectURL(blob);
  urls.push(url);
  element('a', {href: url, download: name}).click();
}

function downloadButton(what, title, made) {
  const button = element('button', {type: 'button', className: 'quiet', textContent: what});
  button.setAttribute('aria-label', words.download(what, title));
  button.onclick = () => guarded(made());
  return button;
}

function shownResult(result, i) {
  const title = result.title || words.result(i + 1);
  const buttons = element('span'), section = element('section', {className: 'one'},
      element('div', {className: 'one-head'}, element('h3', {textContent: title}), buttons));
  section.dataset.key = result.key;
  const figures = result.rows.flat().filter(value => typeof value === 'string' && value.startsWith('<svg '));
  if (figures.length) {
    for (const svg of figures) section.append(figure(svg, title, buttons));
    return section;
  }
  buttons.append(downloadButton(words.csv, title, async () => save(
      new Blob(['\ufeff', csvOf(result)], {type: 'text/csv'}), fileName(title, 'csv'))));
  section.append(result.rows.length ? table(result, title) : element('p', {className: 'hint', textContent: words.noRows}));
  if (result.rows.length > MAX_SHOWN)
    section.append(element('p', {className: 'hint', textContent: words.rowsShown(MAX_SHOWN, result.rows.length)}));
  if (result.more) section.append(element('p', {className: 'notice', textContent: words.rowsCut(result.rows.length)}));
  return section;
}

function table({columns: names, rows}, title) {
  const numeric = names.map((name, i) => isCount(name) ||
      rows.every(row => row[i] === null || typeof row[i] === 'number' || typeof row[i] === 'bigint'));
  const head = element('tr', {}, ...names.map((name, i) => element('th', {scope: 'col', textContent: name, className: numeric[i] ? 'number' : ''})));
  const body = rows.slice(0, MAX_SHOWN).map(row => element('tr', {}, ...row.map((value, i) => {
    if (value === null) return element('td', {textContent: '–', className: `null${numeric[i] ? ' number' : ''}`, title: 'NULL'});
    if (value instanceof Uint8Array) return element('td', {textContent: `${value.length} bytes`});
    const shown = typeof value === 'number' ? shownNumber(value) : String(value);
    return element('td', {textContent: shown, title: shown === String(value) ? '' : String(value),
      className: numeric[i] ? 'number' : shown.length > 60 ? 'wide-text' : ''});
  })));
  const scroll = element('div', {className: 'scroll', tabIndex: 0}, element('table', {}, element('thead', {}, head), element('tbody', {}, ...body)));
  scroll.setAttribute('role', 'region');
  scroll.setAttribute('aria-label', title);
  return scroll;
}

// An image, so that nothing in a figure can run or load.
function figure(svg, title, buttons) {
  const url = URL.createObjectURL(new Blob([svg], {type: 'image/svg+xml'}));
  urls.push(url);
  const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
  const said = name => (parsed.querySelector(name) || {textContent: ''}).textContent;
  const image = element('img', {src: url, alt: [said('title'), said('desc')].filter(Boolean).join('. ') || title});
  buttons.append(downloadButton(words.svg, title, async () => save(new Blob([svg], {type: 'image/svg+xml'}), fileName(title, 'svg'))),
      downloadButton(words.png, title, async () => save(await png(image), fileName(title, 'png'))));
  return element('figure', {}, image);
}

/** At 300 dots per inch, and the file says so: CSS pixels are 96 to an inch. */
async function png(image) {
  const scale = 300 / 96, canvas = element('canvas', {width: Math.round(image.naturalWidth * scale),
    height: Math.round(image.naturalHeight * scale)});
  const context = canvas.getContext('2d');
  context.scale(scale, scale);
  context.drawImage(image, 0, 0, image.naturalWidth, image.naturalHeight);
  const blob = await new Promise(resolve => canvas.toBlob(resolve, 'image/png'));
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const afterHeader = 8 + 25;  // the signature, and IHDR
  return new Blob([bytes.slice(0, afterHeader), dotsPerMetre(Math.round(300 / 0.0254)), bytes.slice(afterHeader)], {type: 'image/png'});
}

/** PNG's chunk pHYs. */
function dotsPerMetre(dots) {
  const chunk = new DataView(new ArrayBuffer(21));
  chunk.setUint32(0, 9);
  [...'pHYs'].forEach((c, i) => chunk.setUint8(4 + i, c.charCodeAt(0)));
  chunk.setUint32(8, dots);
  chunk.setUint32(12, dots);
  chunk.setUint8(16, 1);
  let crc = ~0;
  for (let i = 4; i < 17; ++i) {
    crc ^= chunk.getUint8(i);
    for (let bit = 0; bit < 8; ++bit) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  chunk.setUint32(17, ~crc >>> 0);
  return chunk.buffer;
}

// --- words ----------------------------------------------------------------------------------------

function translate() {
  document.documentElement.lang = language;
  document.title = words.title;
  for (const node of document.querySelectorAll('[data-word]')) node.textContent = words[node.dataset.word];
  for (const node of document.querySelectorAll('[data-placeholder]')) {
    node.placeholder = words[node.dataset.placeholder];
    if (node.type === 'search') node.setAttribute('aria-label', words[node.dataset.placeholder]);
  }
  for (const node of document.querySelectorAll('[data-label]')) node.setAttribute('aria-label', words[node.dataset.label]);
  fill($('kind'), ['survival', 'incidence'].map(kind => [kind, words[kind]]), $('kind').value);
  fill($('unit'), Object.entries(words.unitOf), $('unit').value);
  if (!file) return;
  showCsv(asRead);
  fillColumns();
  showTables();
  showColumns();
  showValues();
  clearResult();
  write();
}

function setLanguage(chosen) {
  language = chosen;
  words = WORDS[chosen];
  translate();
}

/** Errors of what was begun go where the reader sees them. */
function guarded(promise) {
  promise.catch(error => {
    if (error.cancelled) return;
    show('failure', `${words.failed}: ${error.message}`);
    $('failure').scrollIntoView({block: 'nearest'});
  });
}

// --- what a person does ---------------------------------------------------------------------------

function listen() {
  $('file').onchange = () => $('file').files[0] && open($('file').files[0], $('file').files[0].name);
  for (const name of ['dragover', 'dragleave', 'drop']) {
    window.addEventListener(name, event => {
      event.preventDefault();
      $('drop').classList.toggle('over', name === 'dragover');
      if (name === 'drop' && event.dataTransfer.files.length) open(event.dataTransfer.files[0], event.dataTransfer.files[0].name);
    });
  }
  $('sample').onclick = async () => open(new File([await unpacked('sample-registry')], 'registry.db'), words.sampleName);
  $('another').onclick = () => {
    $('work').hidden = $('another').hidden = true;
    $('start').hidden = false;
    show('file-name', '');
    show('notice', '');
    $('csv').hidden = true;
    $('file').value = '';
    $('file').focus();
  };
  $('language').onchange = () => setLanguage($('language').value);
  $('source').onchange = () => guarded(chooseTable($('source').value));
  $('event').onchange = () => guarded(chooseEvent());
  $('filter').oninput = showColumns;
  for (const radio of $('form').elements.clock) radio.onchange = () => setClock(radio.value);
  $('form').addEventListener('focusin', ({target}) => { if (target.matches('[data-column]')) lastField = target; });
  for (const name of ['input', 'change']) $('form').addEventListener(name, () => {
    clearWrongs();
    write();
  });
  $('form').onsubmit = event => {
    event.preventDefault();
    if (!complete()) return;
    setEdited(false);
    run();
  };
  $('sql').oninput = () => setEdited(true);
  $('sql').onkeydown = event => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      if (!$('run-sql').disabled) run();
    }
  };
  $('run-sql').onclick = run;
  $('take-form').onclick = () => setEdited(false);
  $('bring-back').onclick = () => {
    $('sql').value = byHand;
    setEdited(true);
  };
  $('save-sql').onclick = () => save(new Blob([$('sql').value], {type: 'text/plain'}), 'analysis.sql');
  $('cancel').onclick = () => guarded(engine.cancel(file, kinds));
  $('least').onchange = () => {
    const again = $('results').children.length > 0;
    clearResult();  // nothing that is to be hidden stays
    write();
    if (again && (edited || complete())) run();
  };
  window.addEventListener('hashchange', () => readLink());
  $('copy-link').onclick = () => guarded(navigator.clipboard.writeText(location.href).then(() => {
    $('copy-link').textContent = words.copied;
  }));
  $('copy-methods').onclick = () => guarded(navigator.clipboard.writeText($('methods').querySelector('p').textContent).then(() => {
    $('copy-methods').textContent = words.copied;
  }));
}

/** The question in the address, for the next file. */
function readLink() {
  wanted = linked(location.hash);
  $('linked').hidden = !wanted;
}

fill($('language'), Object.entries(WORDS).map(([code, {name}]) => [code, name]));
listen();
$('language').value = (navigator.language || '').startsWith('zh') ? 'zh' : 'en';
setLanguage($('language').value);
$('unit').value = 'months';
readLink();
loaded = load();
