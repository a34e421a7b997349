// The search page. The line before is `found` of the word files. All is set as text, never as markup.
(() => {
  const d = document, own = d.currentScript.dataset, $ = s => d.querySelector(s), field = $('#q'), status = $('#found'), results = $('#results');
  const make = (tag, words, props) => Object.assign(d.createElement(tag), { textContent: words || '' }, props);
  const language = d.documentElement.lang, plural = new Intl.PluralRules(language);
  const fill = (phrase, values) => phrase.replace(/\{(\w+)\}/g, (all, name) => values[name]);
  const counted = (forms, count) => fill(forms[plural.select(count)] || forms.other || forms, { count: count.toLocaleString(language) });

  // 1. words as they are searched for, see src/reading/find.rs
  const SPACELESS = '\\u0e00-\\u109f\\u1780-\\u17ff\\u1950-\\u19df\\u1a20-\\u1aaf\\u3040-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uaa60-\\uaadf\\uf900-\\ufaff\\u{20000}-\\u{3ffff}';
  const LETTER = `(?![${SPACELESS}])[\\p{Alphabetic}\\p{N}\\p{M}_\\xad\\u200c\\u200d\\u2060\\ufe0f\\ufeff]`;
  const WORD = new RegExp(`[${SPACELESS}]\\p{M}*|${LETTER}(?:${LETTER}|\\p{M})*`, 'gu'), ALONE = new RegExp(`^[${SPACELESS}]`, 'u');
  const DROPPED = /[\s\xad\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200d\u2060\ufe00-\ufe0f\ufe20-\ufe2f\ufeff]/g;
  const PLAIN = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', ħ: 'h', ı: 'i', ł: 'l', þ: 'th', ς: 'σ', ґ: 'г', ٱ: 'ا', ى: 'ي', ی: 'ي', ک: 'ك', ة: 'ه' };
  const fold = word => /^[\0-\x7f]*$/.test(word) ? word.toLowerCase() : word.normalize('NFKD').replace(DROPPED, '').toLowerCase()
    .replace(/[^\0-\x7f]/gu, c => PLAIN[c] ?? c).normalize('NFC').replace(/^[وفبك]?ال(?=...)/u, '');
  const tokens = text => {
    const out = []; let last;
    for (const { 0: raw, index: from } of text.replace(/\u02bc/g, "'").matchAll(WORD)) {
      const word = fold(raw), to = from + raw.length, pair = ALONE.test(raw), one = word;
      if (!word) continue;
      if (pair && last?.pair && last.to === from) { last.word += word; last.to = to; }
      out.push(last = { word, one, from, to, pair });
    }
    return out;
  };
  const parse = asked => {
    const terms = [], phrases = [];
    for (const [, quoted, plain] of asked.matchAll(/["“”„«»]([^"“”„«»]*)["“”„«»]?|([^"“”„«»]+)/g)) {
      const text = quoted ?? plain, all = tokens(text);
      if (quoted) phrases.push(all.map(t => t.one));
      for (const [i, { word, one, from, to, pair }] of all.entries()) if (!pair || all[i - 1]?.to !== to) terms.push({ word, text: text.slice(from, to), begins: pair && word === one });
    }
    const last = terms.at(-1);
    if (last?.word[1] && /[\p{L}\p{N}\p{M}]$/u.test(asked)) last.begins = true;
    return { terms, phrases };
  };
  const meets = (term, word) => word === term.word || term.begins && word.startsWith(term.word);
  const holds = (phrases, ...texts) => phrases.every(phrase => texts.some(text => { const all = tokens(text); return all.some((_, i) => phrase.every((one, j) => all[i + j]?.one === one)); }));

  // 2. the index, see src/render/search/; scripts load from a disk too
  const files = {}, came = {};
  window.searchPart = (name, part) => came[name](part);
  const load = (name, src) => files[name] ??= new Promise((done, failed) => {
    came[name] = done;
    d.head.append(make('script', '', { src, onerror: () => { delete files[name]; failed(); } }));
  });
  const spread = docs => docs.flatMap(([kind, path, title, lang, units]) => units.map(unit => {
    const [first, nth, name = ''] = [unit].flat(), term = kind === 2, page = term ? path + first + '.html' : path;
    const [fragment, number] = +first === first ? ['p' + first, first] : [term ? '' : first, nth];
    return { kind, path: page, title, lang, fragment, number, name, href: page + (fragment && '#' + encodeURIComponent(fragment)) };
  }));
  const whole = ({ several, docs, stop, often, words: short }) => {
    const units = spread(docs), words = new Map(), signs = new Map(often.split(' ').map(pair => [pair[0], ' ' + pair.slice(1)]));
    const lines = short.replace(/[^\w\s]/g, c => signs.get(c) ?? c).replace(RegExp(`(^|\\${stop}) (.)`, 'gm'), (all, stop, c) => (stop && '. ') + c.toUpperCase()).split('\n');
    const note = (word, at) => words.get(word)?.add(at) ?? words.set(word, new Set([at]));
    units.forEach((unit, at) => { unit.name = lines[at]; unit.words = lines[units.length + at]; for (const t of tokens(unit.name)) note(t.word + '*', at); for (const t of tokens(unit.words)) note(t.word, at); });
    return { several, ends: [0, 1, 2, 3].map(kind => units.filter(unit => unit.kind <= kind).length), shelves: () => [words], unit: at => units[at] };
  };
  let index;
  const begin = async () => {
    const part = await load('index', own.index);
    index ??= part.docs ? whole(part) : (await load('parts', own.parts))(part, own.index.replace(/[^/]*$/, ''), load, spread);
  };
  // where a word stands, and how well; * ends words of titles
  const find = async term => {
    const found = new Map();
    for (const shelf of await index.shelves(term.word, term.word + (term.begins ? '\uffff' : '*'))) for (const [word, places] of shelf) {
      const bare = word.replace('*', '');
      if (meets(term, bare)) for (const at of places) found.set(at, Math.max(found.get(at) || 0, (bare === term.word) + 1 + 2 * (bare !== word)));
    }
    return found;
  };

  // 3. what is shown
  const SIDE = 90, MOST = 10;
  const context = (text, terms) => {
    const met = tokens(text).filter(t => (t.terms = terms.filter(term => meets(term, t.word)))[0]), cuts = [];
    const near = ({ from, to }, i) => {
      const held = new Set();
      for (let t; (t = met[i++])?.from < from + SIDE;) for (const term of t.terms) if (!held.has(term)) { held.add(term); to = t.to; }
      return { from, to, held };
    };
    const [best] = met.map(near).sort((a, b) => b.held.size - a.held.size || a.to - a.from - b.to + b.from);
    const others = best ? met.filter(t => t.terms.some(term => !best.held.has(term) && best.held.add(term))) : [];
    for (const { from, to } of text.length < 3 * SIDE || !best ? [{ from: 0, to: best ? text.length : 0 }] : [best, ...others].sort((a, b) => a.from - b.from)) {
      let start = Math.max(0, from - SIDE), end = Math.min(text.length, to + SIDE);
      if (start) start += Math.max(0, text.slice(start, from).search(/\s/));
      if (end < text.length) end = Math.max(to, text.lastIndexOf(' ', end));
      const last = cuts.at(-1);
      if (last && last[1] >= start) last[1] = Math.max(last[1], end); else if (cuts.length < 3) cuts.push([start, end]);
    }
    return cuts.flatMap(([at, end], i) => {
      const nodes = [at && !i ? '… ' : ''];
      for (const t of met) if (t.to > at && t.to <= end) { const from = Math.max(at, t.from); nodes.push(text.slice(at, from), make('mark', text.slice(from, t.to))); at = t.to; }
      return [...nodes, text.slice(at, end) + (end < text.length ? ' … ' : '')];
    });
  };
  const line = (unit, terms) => {
    const item = make('li'), text = make('p', '', { className: unit.kind ? 'n' : '' }), named = unit.kind < 2 ? index.several : unit.kind > 2 && unit.fragment;
    if (unit.lang) text.lang = unit.lang;
    if (unit.number || !unit.name) {
      const number = unit.number || '¶';
      item.append(make('a', number, { className: unit.kind ? 'pn nn' : 'pn', href: unit.href, ariaLabel: fill(unit.kind ? says.note : says.paragraph, { number }) + (named ? ', ' + unit.title : '') }));
    }
    if (named && unit.title !== unit.name) text.append(make('small', unit.title), ' ');
    if (unit.name) { const link = make('a', '', { href: unit.href }), name = make('b'); name.append(...context(unit.name, terms)); link.append(name); text.append(link, ' '); }
    item.append(text);
    return [item, text];
  };
  let turn = 0;
  const seen = new IntersectionObserver(all => { for (const { target, isIntersecting } of all) if (isIntersecting) { seen.unobserve(target); target.show(); } });
  const group = async (kind, all, { terms, phrases }, count) => {
    const list = make('ol', '', { className: 'kwic' }), head = make('h2', says[['texts', 'notes', 'terms', 'pages'][kind]] + ' '), more = make('button', '', { type: 'button' }), now = turn;
    let shown = 0;
    const show = async most => {
      const next = all.slice(shown, shown += most), left = all.length - shown;
      more.hidden = left <= 0; more.textContent = counted(says.more, Math.min(2 * MOST, left));
      for (const at of next) {
        const unit = await index.unit(at), [item, text] = line(unit, terms);
        if (now !== turn) return;
        const write = words => { if (holds(phrases, unit.name, words)) text.append(...context(words, terms)); else { item.remove(); count(-1); } };
        list.append(item);
        if (index.words) { item.show = () => index.words(unit).then(write, () => {}); seen.observe(item); } else write(unit.words);
      }
    };
    head.append(make('small', counted(says.places, all.length)));
    more.onclick = () => show(2 * MOST);
    await show(MOST);
    return [head, list, more];
  };

  // 4. what is near
  const apart = (a, b) => {
    const most = Math.max(a.length, b.length), least = Math.min(a.length, b.length);
    let start = 0, end = 0;
    while (start < least && a[start] === b[start]) start++;
    while (end < least - start && a.at(-1 - end) === b.at(-1 - end)) end++;
    return most - start - end;
  };
  const nearest = async ({ word, text }, asked) => {
    const near = new Map();
    for (const shelf of await index.shelves(word[0], word[0] + '\uffff')) for (const key of shelf.keys()) near.set(key.replace('*', ''), 0);
    for (const held of near.keys()) near.set(held, apart(word, held));
    return [...near].filter(held => held[1] < (word[3] ? 3 : 2)).sort((a, b) => a[1] - b[1]).slice(0, 5).map(([held]) => asked.replace(text, held));
  };
  const offer = async (terms, maps, asked) => {
    const lost = terms.filter((_, i) => !maps[i].size), all = lost[0] ? (await Promise.all(lost.map(term => nearest(term, asked)))).flat() : terms.map(term => term.text);
    const line = make('p', (lost[0] ? says.near : says.apart) + ' ');
    for (const words of all) line.append(make('a', words, { href: '?q=' + encodeURIComponent(words) }), ' ');
    return all[0] && asked !== all[0] ? [line] : [];
  };

  // 5. answered as one types
  const answer = async () => {
    const now = ++turn, text = field.value.trim(), asked = parse(field.value), { terms } = asked;
    seen.disconnect();
    $('#guide').hidden = !!terms[0];
    if (!terms[0]) { status.textContent = ''; results.replaceChildren(); return; }
    try {
      await begin();
      const maps = await Promise.all(terms.map(find)), [least, ...rest] = [...maps].sort((a, b) => a.size - b.size);
      const hits = [...least].map(([at, weight]) => [at, rest.reduce((sum, map) => sum + map.get(at), weight)])
        .filter(([at, weight]) => weight && (index.words || holds(asked.phrases, index.unit(at).name, index.unit(at).words))).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
      if (now !== turn) return;
      let total = hits.length;
      const count = change => { total += change; status.textContent = total ? counted(says.places, total) : fill(says.none, { words: text }); };
      const kinds = index.ends.map((end, kind) => hits.map(hit => hit[0]).filter(at => at < end && at >= (index.ends[kind - 1] || 0)));
      const shown = await Promise.all(kinds.map((all, kind) => all[0] >= 0 ? group(kind, all, asked, count) : []));
      const offered = total ? [] : await offer(terms, maps, text);
      if (now === turn) { count(0); results.replaceChildren(...shown.flat(), ...offered); }
    } catch { if (now === turn) status.textContent = says.failed; }
  };
  let typed;
  field.oninput = () => {
    answer(); clearTimeout(typed);
    typed = setTimeout(() => { try { history.replaceState(null, '', '?q=' + encodeURIComponent(field.value)); } catch { /* not from every disk */ } }, 400);
  };
  field.form.onsubmit = e => { e.preventDefault(); answer(); };
  field.value = new URLSearchParams(location.search).get('q') || '';
  field.focus();
  if (field.value) answer(); else begin().catch(() => {});
})();
