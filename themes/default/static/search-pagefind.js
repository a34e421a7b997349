// The search page where Pagefind searches: `pagefind/`, which that tool writes beside the finished site, answers what is typed.
// `says` stands in a line that the program puts before this one: the section `found` of the word files. All is set as text.
(() => {
  const d = document, address = d.currentScript.dataset.index, $ = s => d.querySelector(s), field = $('#q'), status = $('#found'), results = $('#results'), MOST = 20;
  const make = (tag, words, props) => Object.assign(d.createElement(tag), { textContent: words || '' }, props);
  const language = d.documentElement.lang, plural = new Intl.PluralRules(language);
  const fill = (phrase, values) => phrase.replace(/\{(\w+)\}/g, (all, name) => values[name]);
  const counted = (forms, count) => fill(forms[plural.select(count)] || forms.other || forms, { count: count.toLocaleString(language) });
  // an excerpt is HTML: its words, and those that are marked in it
  const excerpt = html => [...new DOMParser().parseFromString(html, 'text/html').body.childNodes].map(node => node.nodeName === 'MARK' ? make('mark', node.textContent) : node.textContent);
  let engine, turn = 0, typed;
  const answer = async () => {
    const now = ++turn, asked = field.value.trim();
    $('#guide').hidden = asked !== '';
    if (!asked) { status.textContent = ''; results.replaceChildren(); return; }
    try {
      engine ??= await import(new URL(address + 'pagefind.js', d.baseURI));
      const found = await engine.search(asked), list = make('ol', '', { className: 'kwic' }), more = make('button', '', { type: 'button' });
      let shown = 0;
      const show = async () => {
        const next = await Promise.all(found.results.slice(shown, shown += MOST).map(hit => hit.data())), left = found.results.length - shown;
        for (const page of next) {
          const item = make('li'), text = make('p', '', { className: 'n' }), link = make('a', '', { href: page.url });
          link.append(make('b', page.meta.title)); text.append(link, ' ', ...excerpt(page.excerpt)); item.append(text); list.append(item);
        }
        more.hidden = left <= 0; more.textContent = counted(says.more, Math.min(MOST, left));
      };
      more.onclick = show;
      await show();
      if (now !== turn) return;
      status.textContent = shown && found.results.length ? counted(says.places, found.results.length) : fill(says.none, { words: asked });
      results.replaceChildren(list, more);
    } catch { if (now === turn) status.textContent = says.failed; }
  };
  field.oninput = () => {
    clearTimeout(typed);
    typed = setTimeout(() => { answer(); try { history.replaceState(null, '', '?q=' + encodeURIComponent(field.value)); } catch { /* not from every disk */ } }, 200);
  };
  field.form.onsubmit = e => { e.preventDefault(); answer(); };
  field.value = new URLSearchParams(location.search).get('q') || '';
  field.focus();
  answer();
})();
