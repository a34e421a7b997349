// cite.mjs POSTIL [COUNT]: what "quotation for a note" copies is found by Postil, and is what was selected. Passages of every length are
// chosen at random in the page of a text; each becomes a note; `postil check` must place every one, exact or normalised, on the words
// that were chosen and no others. Tried on the shipped edition, and on a text full of repetitions, signs and scripts.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { blocks } from './page.mjs';

const [postil, count = '400'] = process.argv.slice(2);
const here = path => fileURLToPath(new URL(path, import.meta.url));
const script = readFileSync(here('../../themes/default/static/cite.js'), 'utf8');
const citing = new Function(`${script}; return citing`)();
const flat = words => words.replace(/\s+/g, ' ').trim();
const core = words => flat(words).replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
let seed = 20220324, failed = false;
const random = below => { seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0; return Math.floor(seed / 2 ** 32 * below); };

function choose(all) {
    const chosen = [];
    while (chosen.length < Number(count)) {
        const from = random(all.length), length = [3, 12, 40, 150, 600, 2500][random(6)];
        const to = Math.min(all.length, from + 1 + random(length));
        if (/[\p{L}\p{N}]/u.test(all.slice(from, to))) chosen.push({ from, to, lemma: citing.lemma(all, from, to) });
    }
    return chosen;
}

// A place is right when it holds the words that were chosen, widened to whole words, where they were chosen.
function isRight(all, { from, to }, { verdict, targets = [] } = {}) {
    if (!['exact', 'normalised'].includes(verdict) || !targets.length) return false;
    const scalars = [...all], at = target => scalars.slice(0, target.start).join('').length;
    const last = targets.at(-1), first = at(targets[0]), end = at(last) + last.quote.length;
    const before = all.slice(Math.min(first, from), Math.max(first, from)), after = all.slice(Math.min(end, to), Math.max(end, to));
    // Within a word where it begins earlier or ends later; only marks and spaces where it begins later or ends earlier.
    const widened = words => !/\s/.test(words), trimmed = words => !/[\p{L}\p{N}]/u.test(words);
    const held = targets.every((target, i) => !i || trimmed(all.slice(at(targets[i - 1]) + targets[i - 1].quote.length, at(target))));
    return held && (first < from ? widened(before) : trimmed(before)) && (end > to ? widened(after) : trimmed(after));
}

function trial(root, text) {
    const run = (...rest) => spawnSync(resolve(postil), [...rest, '--root', root], { encoding: 'utf8', maxBuffer: 1 << 28 });
    execFileSync(resolve(postil), ['build', '--out', join(root, 'site'), '--root', root], { stdio: ['ignore', 'ignore', 'inherit'] });
    const all = blocks(readFileSync(join(root, 'site', text, 'index.html'), 'utf8')).join('\n\n');
    const chosen = choose(all), notes = chosen.map(({ lemma }, at) => lemma && `## Note {#chosen-${at}}\n\n${lemma}\n\nWords.\n`);
    mkdirSync(join(root, 'content', text, 'commentary'), { recursive: true });
    writeFileSync(join(root, 'content', text, 'commentary', 'chosen.md'), notes.filter(Boolean).join('\n'));
    const told = run('check', '--format', 'json').stdout.trim().split('\n').map(line => JSON.parse(line));
    const placed = new Map(told.filter(line => line.type === 'note').map(line => [line.id, line]));
    const forms = { whole: 0, 'with words around': 0, elided: 0, 'without a form': 0 };
    const wrong = chosen.filter((passage, at) => {
        const { lemma } = passage;
        forms[!lemma ? 'without a form' : /(?<!\\)\*\*/.test(lemma) ? 'with words around' : lemma.includes(' … ') ? 'elided' : 'whole']++;
        return lemma && !isRight(all, passage, placed.get(`chosen-${at}`));
    });
    console.log(`${chosen.length} passages of ${text}: ${Object.entries(forms).map(([form, n]) => `${n} ${form}`).join(', ')}`);
    for (const passage of wrong.slice(0, 10)) {
        const place = placed.get(`chosen-${chosen.indexOf(passage)}`);
        console.error(`${place?.verdict}: chosen ${passage.from}: ${flat(all.slice(passage.from, passage.to))}\n${passage.lemma}\nplaced: ${JSON.stringify(place?.targets)}\n`);
    }
    if (wrong.length) console.error(`cite.mjs: ${wrong.length} are not placed on what was chosen`);
    const untried = !forms.whole || !forms['with words around'] || !forms.elided || forms['without a form'] > chosen.length / 20;
    if (untried) console.error('cite.mjs: not every form was tried');
    failed ||= untried || wrong.length > 0;
}

// What stands in a link and in BibTeX means what it says.
function same(found, expected) {
    if (found === expected) return;
    console.error(`cite.mjs: made ${found}\ninstead of  ${expected}`);
    failed = true;
}
const link = (before, lead, pieces, rest = '') => citing.directive({ before, lead, pieces, rest });
same(link('', '', ['war, peace & long-term (or not)']), ':~:text=war%2C%20peace%20%26%20long%2Dterm%20%28or%20not%29');
same(link('', 'We kee', ['p every in'], 'ch of it'), ':~:text=keep%20every%20inch');
same(link('The bell rang. ', 'Then the ', ['bell'], ' fell'), ':~:text=Then%20the-,bell');
same(link('Peace and war. ', '', ['Peace'], ' and quiet'), ':~:text=Peace,-and%20quiet');
same(link('', '', ['We hold the old quay for\0', ' all who come by sea.\0']), ':~:text=We%20hold%20the%20old,who%20come%20by%20sea.');
same(citing.bibtex({ key: 'k', authors: ['A & B'], title: '100 % {sic}', day: '2022-03-24', note: 'x_y', url: 'https://a.org/#p1' }),
    '@misc{k,\n  author = {{A \\& B}},\n  title = {{100 \\% \\{sic\\}}},\n  year = {2022},\n  month = {03},\n  note = {x\\_y},\n  url = {https://a.org/#p1}\n}');

const folder = mkdtempSync(join(tmpdir(), 'postil-cite-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const part of ['book.toml', 'content']) cpSync(here(`../../${part}`), join(folder, 'edition', part), { recursive: true });
mkdirSync(join(folder, 'trial', 'content', 'trial'), { recursive: true });
writeFileSync(join(folder, 'trial', 'book.toml'), '[book]\ntitle = "A trial"\n');
cpSync(here('trial.txt'), join(folder, 'trial', 'content', 'trial', 'text.txt'));
trial(join(folder, 'edition'), 'statement');
trial(join(folder, 'trial'), 'trial');
if (failed) process.exitCode = 1;
