'use strict';

// The question in the page's address, after #: names of the table and its columns, and options. Never a value of the file: what
// each value of the event means is told by its place in the list of values, and the condition is left out, since it can name
// patients. No page here: Node.js tests it.

const ROLE_LETTERS = {event: 'e', other: 'o', censored: 'c'};
const LINKED = ['time', 'from', 'to', 'event', 'kind', 'by', 'times', 'unit'];

function linkOf(choice) {
  const link = new URLSearchParams({table: choice.source});
  for (const name of LINKED) if (choice[name]) link.set(name, choice[name]);
  if (choice.values.length) link.set('roles', choice.values.map(([, role]) => ROLE_LETTERS[role]).join(''));
  for (const [name] of choice.covariates) link.append('adjust', name);
  for (const name of ['least', 'stacked']) if (choice[name]) link.set(name, '1');
  if (choice.where) link.set('condition', '1');
  return link.toString();
}

/** What linkOf wrote; null if it is no question. */
function linked(fragment) {
  const link = new URLSearchParams(fragment.replace(/^#/, ''));
  if (!link.get('table')) return null;
  const roles = [...(link.get('roles') || '')].map(letter => Object.keys(ROLE_LETTERS).find(role => ROLE_LETTERS[role] === letter));
  return {source: link.get('table'), ...Object.fromEntries(LINKED.map(name => [name, link.get(name) || ''])), roles,
    covariates: link.getAll('adjust'), least: link.has('least'), stacked: link.has('stacked'), condition: link.has('condition')};
}

if (typeof module === 'object') module.exports = {linkOf, linked};
