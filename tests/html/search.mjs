// search.mjs SITE QUERY=PLACE …: runs the search page's own scripts over the index of a built site, without a browser.
// Each query must find its place (`statement/index.html#p12`) first in one of its groups; `QUERY=` must find nothing, and
// `QUERY~WORDS` must find nothing and offer these words. What is shown must be text, and marked. The exit code tells whether
// all is as it must be.
import fs from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';

const [site, ...cases] = process.argv.slice(2);
const page = fs.readFileSync(path.join(site, 'search.html'), 'utf8');
const [, source, data] = page.match(/<script src="([^"]*)" data-index="([^"]*)"/) ?? [];
const parts = page.match(/data-parts="([^"]*)"/)?.[1];
if (!source) throw new Error('search.html loads no script that searches');
const read = (address) => fs.readFileSync(path.join(site, address.split('?')[0]), 'utf8');

// As much of a document as the scripts use. There is no way to set markup: a script that tried to would show nothing.
class Node_ {
  constructor(tag) { Object.assign(this, { tag, nodes: [], dataset: {}, hidden: false }); }
  set textContent(words) { this.nodes = words === '' ? [] : [String(words)]; }
  get textContent() { return this.nodes.map((node) => node.textContent ?? node).join(''); }
  append(...nodes) { for (const node of nodes) { this.nodes.push(node); if (node.tag === 'script') run(node); if (node instanceof Node_) node.parent = this; } }
  replaceChildren(...nodes) { this.nodes = []; this.append(...nodes); }
  remove() { this.parent.nodes = this.parent.nodes.filter((node) => node !== this); }
  focus() {}
  all(tag) { return this.nodes.flatMap((node) => (node instanceof Node_ ? [...(node.tag === tag ? [node] : []), ...node.all(tag)] : [])); }
}
const run = (script) => { try { vm.runInContext(read(script.src), world); } catch (error) { script.onerror(error); } };

const held = { '#q': new Node_('input'), '#found': new Node_('p'), '#results': new Node_('div'), '#guide': new Node_('p') };
held['#q'].form = new Node_('form');
held['#q'].value = '';
const document = {
  currentScript: { dataset: { index: data, parts } },
  documentElement: { lang: page.match(/<html lang="([^"]*)"/)[1] },
  head: new Node_('head'),
  querySelector: (selector) => held[selector],
  createElement: (tag) => new Node_(tag),
};
// Nothing is seen, so no page is fetched for the words around a hit: that is for a browser.
class IntersectionObserver { observe() {} unobserve() {} disconnect() {} }
const world = vm.createContext({ document, IntersectionObserver, location: { search: '' }, history: { replaceState() {} }, URLSearchParams, setTimeout: () => 0, clearTimeout() {} });
world.window = world;
vm.runInContext(read(source), world);

const settled = async () => { for (let round = 0; round < 40; round++) await new Promise(setImmediate); };
async function ask(query) {
  held['#q'].value = query;
  held['#q'].oninput();
  await settled();
  const results = held['#results'];
  const groups = results.all('ol').map((list) => list.all('li').map((item) => item.all('a')[0].href));
  return { groups, status: held['#found'].textContent, marks: results.all('mark').map((mark) => mark.textContent), offers: results.all('a').map((link) => link.textContent) };
}

let wrong = 0;
const check = (fits, query, what) => { if (!fits) { wrong += 1; console.error(`search.mjs: “${query}” ${what}`); } };
for (const one of cases) {
  const [, query, sign, expected] = one.match(/^(.*)([=~])([^=~]*)$/);
  const { groups, status, marks, offers } = await ask(query);
  const firsts = groups.map((group) => decodeURI(group[0])).join(', ');
  check(status.length > 0, query, 'is not answered');
  if (sign === '~') check(!groups.length && offers.includes(expected), query, `does not offer “${expected}” but: ${offers.join(', ')}`);
  else if (expected) check(groups.some((group) => decodeURI(group[0]) === expected), query, `finds first: ${firsts || 'nothing'}; it must find ${expected}`);
  else check(!groups.length, query, `must find nothing, and finds ${firsts}`);
  if (expected && sign === '=' && !parts) check(marks.length > 0, query, 'marks no word of what it finds');
}
if (wrong) process.exit(1);
console.log(`${cases.length} searches: all as they must be`);
