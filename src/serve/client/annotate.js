// The preview's script for writing: words that you select become a note or a term. Not part of the site.
(() => {
  const d = document, { token } = d.currentScript.dataset, main = d.querySelector('main'), text = d.querySelector('main article.text');
  const make = (tag, words, props) => Object.assign(d.createElement(tag), { textContent: words || '' }, props);
  // What stands between the words of the text on its page, and is none of them.
  const OTHER = '.notes, .r, .pn, .fn, .back, .box', BLOCKS = ':is(p, h1, h2, h3, h4, h5, h6, li, table, section, pre)[id]:not(.notes *)';
  const element = node => node.nodeType === 1 ? node : node.parentElement;
  const words = range => {
    const copy = make('div'); copy.append(range.cloneContents());
    copy.querySelectorAll(OTHER).forEach(x => x.remove());
    return copy.textContent;
  };
  const before = (node, range) => { const all = d.createRange(); all.setStart(node, 0); all.setEnd(range.startContainer, range.startOffset); return words(all); };

  // What is selected: a range of the text itself, or words anywhere on the page.
  const selected = () => {
    const selection = getSelection();
    if (!main || selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0), at = element(range.commonAncestorContainer);
    if (!main.contains(at) || !range.toString().trim()) return null;
    const own = text && text.contains(at) && !at.closest(OTHER) && words(range).trim();
    return { range, own, words: own ? words(range) : range.toString() };
  };
  const place = ({ range, words }) => {
    const start = range.cloneRange(); start.collapse(true);
    const block = [...text.querySelectorAll(BLOCKS)].findLast(x => start.comparePoint(x, 0) <= 0);
    return { page: location.pathname, fragment: block ? block.id : '', before: before(block || text, range).slice(-4000), words };
  };

  // What is told stays over the reload that follows.
  const box = make('p', '', { className: 'postil-said', hidden: true });
  box.setAttribute('role', 'status');
  const tell = ({ message, error, open }) => {
    box.replaceChildren(make('span', message || error), ' ');
    if (open) box.append(make('a', 'Open it', { href: open }), ' ');
    box.append(make('button', 'Close', { type: 'button', onclick: () => { box.hidden = true; sessionStorage.removeItem('postil-said'); } }));
    box.classList.toggle('wrong', !!error); box.hidden = false; d.body.append(box);
  };
  const KEPT = 15000, said = JSON.parse(sessionStorage.getItem('postil-said') || 'null');
  if (said && Date.now() - said.time < KEPT) {
    tell(said);
    const note = said.fragment && d.getElementById(said.fragment);
    if (note) note.classList.add('postil-new');
  } else sessionStorage.removeItem('postil-said');

  // The editor is opened as a link of the page would do it; the page waits a moment with its reload.
  const edit = address => {
    const link = make('a', '', { href: address });
    if (/^https?:/.test(address)) { link.target = '_blank'; link.rel = 'noopener'; }
    link.click();
    return new Promise(done => setTimeout(done, 300));
  };
  const send = async (kind, wish) => {
    let told;
    try {
      const answer = await fetch('/_postil/' + kind, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Postil-Token': token }, body: JSON.stringify(wish) });
      told = /json/.test(answer.headers.get('Content-Type')) ? await answer.json() : { error: await answer.text() };
    } catch { told = { error: 'The preview does not answer: is it still running?' }; }
    tell(told);
    if (told.error) return;
    sessionStorage.setItem('postil-said', JSON.stringify({ ...told, time: Date.now() }));
    if (told.open) await edit(told.open);
  };
  let busy = false;
  const act = kind => {
    const held = selected();
    if (busy || !held || (kind === 'note' && !held.own)) return false;
    busy = true; pen.hidden = true;
    window.postilBusy = send(kind, kind === 'note' ? place(held) : { words: held.words }).finally(() => { busy = false; });
    return true;
  };

  const pen = make('div', '', { className: 'postil-pen', hidden: true });
  const button = (kind, label, key) => {
    const made = make('button', label + ' ', { type: 'button', onclick: () => act(kind) });
    made.append(make('kbd', key)); made.setAttribute('aria-keyshortcuts', key); pen.append(made);
    return made;
  };
  const KINDS = { a: 'note', d: 'term' }, annotate = button('note', 'Annotate', 'a'); button('term', 'Define this term', 'd');
  pen.setAttribute('role', 'toolbar'); pen.setAttribute('aria-label', 'What to do with the selected words');
  // The selection stays when a button is pressed.
  pen.onpointerdown = e => e.preventDefault();
  const show = () => {
    const held = selected();
    pen.hidden = !held;
    if (!held) return;
    annotate.hidden = !held.own;
    if (!pen.isConnected) d.body.append(pen);
    const last = [...held.range.getClientRects()].at(-1) || held.range.getBoundingClientRect();
    const most = innerHeight - pen.offsetHeight - 8, below = last.bottom + 8;
    pen.style.top = Math.max(8, below > most ? held.range.getBoundingClientRect().top - pen.offsetHeight - 8 : below) + 'px';
    pen.style.left = Math.max(8, Math.min(last.left, innerWidth - pen.offsetWidth - 8)) + 'px';
  };
  let waiting;
  const soon = () => { clearTimeout(waiting); waiting = setTimeout(show, 120); };
  d.addEventListener('selectionchange', soon);
  addEventListener('scroll', soon, { passive: true }); addEventListener('resize', soon);
  addEventListener('keydown', e => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || e.target.matches?.('input:not([type=checkbox]), textarea, select, [contenteditable]')) return;
    if (e.key === 'Escape' && !pen.hidden) { pen.hidden = true; return; }
    if (Object.hasOwn(KINDS, e.key) && act(KINDS[e.key])) { e.preventDefault(); e.stopImmediatePropagation(); }
  }, true);
})();
