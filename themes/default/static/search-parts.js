// The index of a large publication, in parts: a search loads those that it needs, and the words around a hit from its page.
// How parts are written is told in src/render/search/parts.rs. Only `search.js` loads this.
searchPart('parts', ({ several, version, size, ends, firsts }, folder, load, spread) => {
  const file = name => load(name, `${folder}${name}.js?v=${version}`), read = new Map(), pages = new Map();
  const once = (map, key, make) => { if (!map.has(key)) map.set(key, make()); return map.get(key); };
  // The places of a word are steps from one to the next, a character each.
  const steps = written => {
    const places = []; let at = -1;
    for (const letter of written) {
      let code = letter.codePointAt(0);
      if (code === 33) { at += 1e6; continue; }
      if (code > 0xdfff) code -= 0x800;
      places.push(at += code > 92 ? code - 35 : code - 34);
    }
    return places;
  };
  const words = part => {
    const all = part.split(' '), map = new Map();
    for (let i = 0; i + 1 < all.length; i += 2) map.set(all[i], { get length() { return all[i + 1].length; }, [Symbol.iterator]: () => steps(all[i + 1])[Symbol.iterator]() });
    return map;
  };
  const heading = 'h1,h2,h3,h4,h5,h6', copies = parts => [...parts].map(part => part.cloneNode(true));
  const page = path => once(pages, path, () => fetch(path).then(got => got.text()).then(html => new DOMParser().parseFromString(html, 'text/html')));
  return {
    several, ends,
    shelves: (low, high) => Promise.all(firsts.flatMap((first, at) => first <= high && !(firsts[at + 1] <= low) ? [once(read, 'words-' + at, () => file('words-' + at).then(words))] : [])),
    unit: async at => { const name = 'places-' + Math.floor(at / size); return (await once(read, name, () => file(name).then(spread)))[at % size]; },
    words: async unit => {
      const held = await page(unit.path), box = held.createElement('div'), at = unit.fragment ? held.getElementById(unit.fragment) : null;
      if (at && !at.matches(heading)) box.append(...copies([at]));
      else if (unit.kind > 1) {
        if (!at) box.append(...copies(held.querySelectorAll('.aliases,.lede')));
        let next = at ? at.nextElementSibling : held.querySelector('.prose')?.firstElementChild;
        for (; next && (unit.kind < 3 || !next.matches(heading)); next = next.nextElementSibling) box.append(...copies([next]));
      }
      box.querySelectorAll('.r,.pn,.nh,.lemma,.src,.uses,summary').forEach(part => part.remove());
      box.querySelectorAll('p,li,td,th,dt,dd,pre,' + heading).forEach(part => part.append(' '));
      return box.textContent.trim();
    },
  };
});
