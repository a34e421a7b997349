// feed.mjs FEED: what RFC 4287 demands of an Atom feed. Prints what is wrong; the exit code tells whether anything is.
import { check, count, list, string } from './xml.mjs';

const [file] = process.argv.slice(2);
const { fault, done } = check(file);
const atom = (name) => `*[local-name()='${name}' and namespace-uri()='http://www.w3.org/2005/Atom']`;
const feed = `/${atom('feed')}`;
const isAbsolute = (address) => URL.canParse(address);
const isDate = (words) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(words);
const number = (path) => count(file, path);

// The one child of this name that an element must have.
function one(parent, name, where) {
  const found = number(`${parent}/${atom(name)}`);
  if (found !== 1) fault(`${where} has ${found} elements <${name}>, and must have one`);
  const words = string(file, `${parent}/${atom(name)}`);
  if (!words) fault(`${where}: <${name}> is empty`);
  return words;
}

// What feed and entries have in common; returns the instant of their last change.
function common(parent, where) {
  const id = one(parent, 'id', where);
  if (!isAbsolute(id)) fault(`${where}: the id ${id} is not an absolute address`);
  one(parent, 'title', where);
  const updated = one(parent, 'updated', where);
  if (!isDate(updated)) fault(`${where}: ${updated} is not a date of RFC 3339`);
  if (!number(`${parent}/${atom('link')}[@rel='alternate']`)) fault(`${where} has no link to its page`);
  return { id, updated: Date.parse(updated) };
}

if (number(feed) !== 1) fault('the root is not an Atom feed');
const own = common(feed, 'the feed');
if (!number(`${feed}/${atom('link')}[@rel='self']`)) fault('the feed has no link to itself');
const hasAuthor = number(`${feed}/${atom('author')}/${atom('name')}`) > 0;
const entries = number(`${feed}/${atom('entry')}`);
const ids = new Set();
let last = Infinity;
for (let at = 1; at <= entries; at += 1) {
  const entry = `${feed}/${atom('entry')}[${at}]`;
  const { id, updated } = common(entry, `entry ${at}`);
  if (ids.has(id)) fault(`two entries have the id ${id}`);
  ids.add(id);
  if (updated > own.updated) fault(`entry ${at} is newer than the feed`);
  if (updated > last) fault(`entry ${at} is newer than the one before it`);
  last = updated;
  if (!hasAuthor && !number(`${entry}/${atom('author')}/${atom('name')}`)) fault(`entry ${at} has no author`);
  const content = string(file, `${entry}/${atom('content')}[@type='html']`);
  if (!content.includes('<')) fault(`entry ${at} has no HTML`);
  for (const [, address] of content.matchAll(/<[^>]* (?:href|src)="([^"]*)"/g)) {
    if (!isAbsolute(address)) fault(`entry ${at}: ${address} is not an absolute address`);
  }
}
for (const address of list(file, `//${atom('link')}/@href`)) {
  if (!isAbsolute(address)) fault(`the link ${address} is not absolute`);
}
if (entries === 0 || entries > 50) fault(`${entries} entries`);
done(`${entries} entries`);
