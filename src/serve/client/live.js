// The preview's script: keeps the page that you look at up to date, and shows what is wrong over it. Not part of the site.
(() => {
  const d = document, here = location.pathname + location.search;
  const make = (tag, words, props) => Object.assign(d.createElement(tag), { textContent: words || '' }, props);
  let generation, own, hidden = '';

  // Where the page stood comes back after a reload, also in browsers that forget it, and after a reload before that was done.
  let stood = null;
  const kept = sessionStorage.getItem('postil-live');
  if (kept) { sessionStorage.removeItem('postil-live'); const [path, y] = JSON.parse(kept);
    if (path === here) { stood = y; addEventListener('load', () => { scrollTo(0, y); stood = null; }); } }
  const reload = async () => { await window.postilBusy; sessionStorage.setItem('postil-live', JSON.stringify([here, stood ?? scrollY])); location.reload(); };

  // A sheet whose address or words changed is put in beside the old one, which goes when the new one is there.
  const restyle = async page => {
    const next = new DOMParser().parseFromString(page, 'text/html').querySelector('link[rel=stylesheet]:not([href^="/_postil/"])');
    const old = d.querySelector('link[rel=stylesheet]:not([href^="/_postil/"])');
    if (!next || !old || next.getAttribute('href') === old.getAttribute('href')) return;
    const sheet = old.cloneNode(); sheet.href = next.getAttribute('href'); sheet.onload = () => old.remove(); old.after(sheet);
  };
  // The addresses of sheet and script carry a stamp of their words: a page is the same when all else is.
  const bare = page => page.replace(/(style\.css)\?v=\w+/g, '$1');

  // Pictures and the like that changed since are fetched anew where they stand.
  const repaint = (shown, since) => {
    for (const x of d.querySelectorAll('img[src], video[src], audio[src], source[src], embed[src]')) {
      const at = new URL(x.src, location); let path; try { path = decodeURIComponent(at.pathname); } catch { continue; }
      const state = Object.entries(shown).find(([name, when]) => when > since && path.endsWith('/' + name));
      if (at.origin === location.origin && state) { at.searchParams.set('postil', state[1]); x.src = at.href; x.closest('video, audio')?.load(); }
    }
  };

  const update = async () => {
    let whole; try { whole = await (await fetch(here, { cache: 'no-store' })).text(); } catch { return; }
    const page = bare(whole);
    if (own === undefined) { own = page; return; }
    if (page !== own) return reload();
    restyle(whole);
  };

  const box = make('section', '', { className: 'postil-live', hidden: true });
  box.setAttribute('aria-label', 'Problems in the publication');
  const show = problems => {
    const key = JSON.stringify(problems), errors = problems.filter(p => p.severity === 'error').length, warnings = problems.length - errors;
    const count = (n, word) => n ? [n + ' ' + word + (n > 1 ? 's' : '')] : [];
    box.hidden = !problems.length || key === hidden;
    if (box.hidden) return box.replaceChildren();
    // Notes that are only begun are no news to whoever begins them: one line says so.
    const folded = problems.every(p => p.code === 'empty-note');
    const unfold = make('button', 'Show', { type: 'button', hidden: !folded, onclick: () => { unfold.hidden = true; box.classList.remove('folded'); } });
    const close = make('button', 'Hide', { type: 'button', onclick: () => { hidden = key; box.hidden = true; } });
    const title = make('h2', [...count(errors, 'error'), ...count(warnings, 'warning')].join(', ') + (errors ? ': this is the last good page' : folded ? ': nothing is written yet' : ''));
    title.setAttribute('role', 'status');
    box.className = 'postil-live' + (errors ? '' : ' warning') + (folded ? ' folded' : '');
    box.replaceChildren(close, unfold, title, ...problems.flatMap(p => {
      const words = make('pre', p.shown), at = p.open ? make('a', `${p.file}:${p.line}`, { href: p.open }) : null;
      words.tabIndex = 0;
      return at ? [words, at] : [words]; }));
    if (!box.isConnected) d.body.append(box);
  };

  // The page as it was served is known first, so that the first state of the events reloads nothing.
  update().then(() => {
    const events = new EventSource('/_postil/events');
    events.addEventListener('state', e => {
      const state = JSON.parse(e.data); show(state.problems);
      if (generation !== undefined && generation !== state.generation) { repaint(state.shown, generation); update(); }
      generation = state.generation;
    });
  });
})();
