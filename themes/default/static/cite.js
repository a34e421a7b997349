// Cites a passage, also as BibTeX, as a link to the very words, and as the quotation that begins a note. `site.js` loads this when
// first asked. The first functions know nothing of the page.
const citing = (() => {
  const letter = /[\p{L}\p{N}]/u, outer = /[^\p{L}\p{N}\p{M}]+/u.source;
  const first = new RegExp('^' + outer, 'u'), last = new RegExp(outer + '$', 'u');
  const flat = s => s.replace(/\s+/g, ' ').trim();
  const tokens = s => [...s.matchAll(/\S+/g)];
  const every = (s, x) => { let n = 0; for (let i = s.indexOf(x); i >= 0; i = s.indexOf(x, i + 1)) n++; return n; };

  // Scripts that set no spaces: a word may begin and end anywhere.
  const spaceless = ['Han', 'Hira', 'Kana', 'Thai', 'Laoo', 'Tibt', 'Mymr', 'Khmr'].map(x => `\\p{sc=${x}}`).join('');
  const joiner = '\u00ad\u200c\u200d\u2060\ufe0f\ufeff';
  const free = new RegExp(`[${spaceless}]`, 'u'), inWord = new RegExp(`[\\p{L}\\p{N}\\p{M}_${joiner}]`, 'u'), joins = new RegExp(`[\\p{M}${joiner}]`, 'u');
  const border = (s, i) => {
    const near = s.slice(Math.max(0, i - 2), i) + '\0' + s.slice(i, i + 2), [, a, b] = near.match(/(.)\0(.)/su) || [];
    if (!a) return true;
    if (joins.test(b)) return /\s/.test(a);
    return free.test(a) || free.test(b) || !(inWord.test(a) && inWord.test(b)) && !/\d\0[.,]\d|\d[.,]\0\d|[\ud800-\udbff]\0/.test(near);
  };
  const whole = (s, from, to) => {
    while (from < to && /\s/.test(s[from])) from++;
    while (from < to && /\s/.test(s[to - 1])) to--;
    while (!border(s, from)) from--;
    while (!border(s, to)) to++;
    return [from, to];
  };

  // Words without marks and typography: what stands once like this stands once for Postil.
  const bare = s => ' ' + s.replace(/[\u00ad\u200b\u2060\ufeff\u0640]/g, '').replace(/[\u02b9-\u02bf]/g, ' ').normalize('NFKC')
    .replace(new RegExp(`[${spaceless}]`, 'gu'), ' $& ').replace(new RegExp(outer, 'gu'), ' ').trim() + ' ';
  const alone = (all, s) => every(all, bare(s)) === 1;

  const escaped = (s, start) => { s = s.replace(/[*_`[<\\~]|&(?=[#\w]+;)/g, '\\$&');
    return start ? s.replace(/^[#>+=-]|(?<=^\d+)[.)]/, '\\$&') : s; };
  const mark = c => c && !letter.test(c) && !/\p{M}/u.test(c);
  // Next to a letter, Markdown lets no punctuation begin or end what is bold.
  const opens = (inside, outside) => !mark(inside) || !outside || mark(outside);
  // The block quote of s[from..to], of which s[a..b] is meant.
  const quoted = (s, from, to, a, b) => {
    let at = from;
    return s.slice(from, to).split('\n\n').map(block => {
      const [start, end] = [at, at + block.length], line = (x, y, begin) => escaped(s.slice(x, y).replace(/\s+/g, ' '), begin);
      at = end + 2;
      let x = Math.max(a, start), y = Math.min(b, end);
      if (!opens(s[x], x > start && s[x - 1])) x += s.slice(x, y).match(first)?.[0].length ?? 0;
      if (!opens(s[y - 1], y < end && s[y])) y -= s.slice(x, y).match(last)?.[0].length ?? 0;
      return '> ' + (from === a && to === b || x >= y ? line(start, end, true) : line(start, x, true) + '**' + line(x, y) + '**' + line(y, end));
    }).join('\n>\n');
  };

  // Long passages: the first words and the last, where those stand once, these once up to the block's end.
  const elided = (s, all, from, to) => {
    const said = s.slice(from, to), list = tokens(said), most = Math.floor(list.length / 3);
    if (list.length < 15 || said.length > 5000 || /^["'“‘«„‹]/.test(said) && /["'”’»“›][.,;:]?$/.test(said)) return '';
    for (let i = 3; i <= most; i++) {
      const head = said.slice(0, list[i - 1].index + list[i - 1][0].length).replace(last, '');
      if (!alone(all, head)) continue;
      const rest = bare(said.slice(head.length) + s.slice(to).split('\n\n', 1));
      for (let j = 3; j <= most; j++) {
        const tail = said.slice(list[list.length - j].index).replace(first, '');
        if (/[[\]…]|\.\s?\.\s?\./.test(head + tail)) return '';
        if (every(rest, bare(tail)) === 1) return '> ' + escaped(flat(head), true) + ' … ' + escaped(flat(tail));
      }
    }
    return '';
  };

  // The shortest quotation of s[from..to] that stands for it alone; a blank line parts blocks. Empty: there is none.
  const lemma = (s, from, to) => {
    [from, to] = whole(s, from, to);
    const all = bare(s), said = s.slice(from, to);
    if (!letter.test(said)) return '';
    const short = elided(s, all, from, to);
    if (short) return short;
    if (alone(all, said)) return quoted(s, from, to, from, to);
    const base = Math.max(0, from - 2000), starts = [from], ends = [to];
    const lefts = tokens(s.slice(base, from)).slice(base ? 1 : 0).reverse();
    for (const t of lefts) if (letter.test(t[0])) starts.push(base + t.index);
    for (const t of tokens(s.slice(to, to + 2000))) if (letter.test(t[0])) ends.push(to + t.index + t[0].replace(last, '').length);
    for (let n = 1; n <= 40; n++) for (let l = 0; l <= n; l++)
      if (l < starts.length && n - l < ends.length && alone(all, s.slice(starts[l], ends[n - l]))) return quoted(s, starts[l], ends[n - l], from, to);
    return '';
  };

  // What a browser looks for in the page, whole words only; the first place counts. `pieces`: the words between references (`\0`); `lead`,
  // `rest`: what stands beside them; `before`: all of the page before them.
  const encode = s => encodeURIComponent(s).replace(/[-!'()*]/g, c => '%' + c.charCodeAt(0).toString(16).toUpperCase());
  const directive = ({ before, lead, pieces, rest }) => {
    const fold = s => flat(s).toLowerCase(), page = fold(before), seen = s => page.includes(fold(s)), list = s => s.split(/\s+/).filter(x => x);
    const parts = [...pieces], word = `[^\\s${spaceless}\0]*`, glued = new RegExp(word + '([\\p{L}\\p{N}]|\\d[.,])\0|\0', 'u');
    const cut = lead.search(new RegExp(word + '$', 'u')), more = rest.match(new RegExp('^' + word + '\0?', 'u'))[0];
    if (/^\S/.test(parts[0])) { parts[0] = lead.slice(cut) + parts[0]; lead = lead.slice(0, cut); }
    if (!parts.at(-1)) rest = ''; else if (/\S$/.test(parts.at(-1))) { parts.push(parts.pop() + more); rest = rest.slice(more.length); }
    const held = parts.map(p => flat(p.replace(glued, ''))).filter(p => letter.test(p));
    if (!held.length) return '';
    const heads = list(held[0]), tails = list(held.at(-1)), lefts = list(lead), rights = list(rest.replace(glued, '')), several = held.length > 1;
    let start = held[0], end = '', prefix = '', suffix = '', n = 3, m = 3;
    if (several || start.length > 200) {
      const most = several ? heads.length : heads.length >> 1, left = several ? tails.length : heads.length - most;
      do start = heads.slice(0, ++n).join(' '); while (n < most && seen(start));
      const between = fold(held.join(' ')).slice(start.length);
      do end = tails.slice(-++m).join(' '); while (m < left && every(between, fold(end)) > 1);
    }
    n = m = 0;
    while (seen(`${prefix} ${start}`) && n < Math.min(8, lefts.length)) prefix = lefts.slice(-++n).join(' ');
    while (!end && seen(`${prefix} ${start} ${suffix}`) && m < Math.min(12, rights.length)) suffix = rights.slice(0, ++m).join(' ');
    return ':~:text=' + [prefix && encode(prefix) + '-', encode(start), end && encode(end), suffix && '-' + encode(suffix)].filter(x => x).join(',');
  };

  const tex = s => s.replace(/[\\{}&%$#_^~]/g, c => /[\\^~]/.test(c) ? `\\char${c.charCodeAt()}{}` : '\\' + c);
  const bibtex = ({ key, authors, title, day, note, url }) => {
    const fields = [['author', authors.map(a => `{${tex(a)}}`).join(' and ')], ['title', `{${tex(title)}}`], ['year', day.slice(0, 4)], ['month', day.slice(5, 7)], ['note', tex(note)], ['url', url]];
    return '@misc{' + key + fields.filter(f => f[1]).map(([k, v]) => `,\n  ${k} = {${v}}`).join('') + '\n}';
  };
  const shown = s => { const all = s.split(' '); return s.length > 300 && all.length > 24 ? all.slice(0, 12).join(' ') + ' … ' + all.slice(-8).join(' ') : s; };

  // From here on the page: what the text says, without references and notes, and where the range is in it.
  const leaf = 'p,h1,h2,h3,h4,h5,h6,li,td,th,pre', foreign = '.notes,.r,.pn,.fn,.back,.box';
  const read = (article, range) => {
    const walk = document.createTreeWalker(article, NodeFilter.SHOW_TEXT), found = { text: '', from: -1, to: -1, blocks: [], pieces: [], lead: '', rest: '' };
    let block, over;
    const add = s => { s = s.replace(/\s+/g, ' '); found.text += !found.text || /\s$/.test(found.text) ? s.trimStart() : s; };
    const part = () => { if (found.from < 0) found.lead = ''; else if (found.rest) over = true; else found.pieces.push(''); };
    for (let n; (n = walk.nextNode());) {
      const s = n.data, own = n.parentElement.closest(leaf), hit = range.intersectsNode(n);
      if (n.parentElement.closest(foreign)) { if (n.parentElement.closest('.r,.fn')) if (found.rest) found.rest += over ? '' : '\0'; else if (found.pieces.at(-1)) found.pieces.push(found.pieces.pop() + '\0');
        part(); continue; }
      if (!article.contains(own) || s === '\u2009' && n.previousSibling?.matches?.('.r')) continue;
      if (own !== block) { part(); block = own; if (found.text) found.text = found.text.trimEnd() + '\n\n'; }
      const a = hit ? n === range.startContainer ? range.startOffset : 0 : range.comparePoint(n, 0) < 0 ? s.length : 0;
      const b = !hit ? a : n === range.endContainer ? range.endOffset : s.length;
      add(s.slice(0, a));
      if (found.from < 0) found.lead += s.slice(0, a);
      if (b > a) {
        if (found.from < 0) { found.from = found.text.length; found.pieces = ['']; }
        found.pieces.push(found.pieces.pop() + s.slice(a, b)); found.blocks.push(own);
        add(s.slice(a, b)); found.to = found.text.length; }
      add(s.slice(b));
      if (found.from >= 0 && !over) found.rest += s.slice(b);
    }
    return found;
  };

  let panel;
  const open = ({ article, range, owner, make, say }) => {
    const d = document, found = read(article, range), { text, from, to } = found;
    if (from < 0) return;
    const ids = found.blocks.map(b => b.closest('[id]')).filter(b => article.contains(b)).map(b => b.id);
    const numbers = [...article.querySelectorAll('.pn')].filter(a => ids.includes(decodeURIComponent(a.hash.slice(1)))).map(a => a.textContent);
    const number = [...new Set([numbers[0], numbers.at(-1)])].join('–');
    const before = d.createRange(); before.setStart(d.body, 0); before.setEnd(range.startContainer, range.startOffset);
    const base = d.querySelector('link[rel=canonical]')?.href || location.href.split('#')[0];
    const url = base + '#' + encodeURIComponent(ids[0] || '') + directive({ ...found, before: before.toString() });
    const said = shown(flat(text.slice(...whole(text, from, to)))).replace(/[.,;:]$/, '');
    const title = flat(d.querySelector('h1').textContent), time = d.querySelector('header.title time'), authors = [...d.querySelectorAll('meta[name=citation_author]')].map(m => m.content);
    const fill = (s, values) => s.replace(/\{(\w+)\}/g, (_, k) => values[k]);
    const place = number && fill(words.place, { number }), note = fill(words.quoted, { words: said });
    const source = [...authors, title, time?.textContent, place].filter(x => x).join(', ');
    const quote = lemma(text, from, to);
    const forms = [[words.citation, fill(words.cited, { source, words: note, link: url })],
      ['BibTeX', bibtex({ authors, title, day: time?.dateTime || '', note: [place, note].filter(x => x).join(': '), url,
        key: location.pathname.split('/').at(-2).replace(/\W/g, '') + '-' + ids[0] })], [words.link, url], [words.note, quote]];
    panel ||= d.body.appendChild(make('div', '', { className: 'card cite', popover: 'auto', tabIndex: -1, role: 'dialog' }));
    panel.ariaLabel = owner.matches('.pn') ? fill(words.cite_number, { number }) : words.cite;
    panel.replaceChildren(make('h2', panel.ariaLabel));
    for (const [label, form] of forms) if (form) {
      const row = make('div'), button = make('button', words.copy), pre = make('pre', form, { dir: 'auto' });
      button.ariaLabel = words.copy + ': ' + label;
      button.onclick = async () => {
        try { await navigator.clipboard.writeText(form); } catch { getSelection().selectAllChildren(pre); if (!d.execCommand('copy')) return; }
        say(words.done); button.textContent = words.done; setTimeout(() => { button.textContent = words.copy; }, 2000); };
      row.append(make('b', label), button, pre); panel.append(row);
    }
    const foot = panel.appendChild(make('p')), close = make('button', words.close, { onclick: () => panel.hidePopover() });
    if (article.dataset.suggest && quote) foot.append(make('a', words.suggest, { rel: 'noreferrer',
      href: fill(article.dataset.suggest, { name: encode(`${ids[0] || 'note'}-${Date.now().toString(36)}.md`), words: encode(quote + '\n\n') }) }));
    foot.append(close);
    owner.focus({ preventScroll: true });
    try { panel.showPopover({ source: owner }); } catch { panel.showPopover(); }
    panel.focus();
  };
  return { lemma, directive, bibtex, open };
})();
