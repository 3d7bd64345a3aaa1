// Every page works without this file. It makes the search smoother.
const one = (selector) => document.querySelector(selector);
const wide = matchMedia('(min-width: 60em)');
const form = one('form[data-live]');

// The address the form would open, without what was left empty.
function address() {
  const query = new URLSearchParams(new FormData(form));
  for (const [name, value] of [...query]) if (!value) query.delete(name, value);
  const start = form.action.split(/[?#]/)[0];
  return query.size ? `${start}?${query}` : start;
}

const valuesIn = (part) => [...part.querySelectorAll('[data-facet]')].map((o) => o.dataset.value).join();

// Counts follow the new page; the boxes themselves stay, so that focus stays with them.
function takeCounts(page) {
  for (const old of form.querySelectorAll('[data-facet]')) {
    const { facet, value } = old.dataset;
    const fresh = page.querySelector(`[data-facet="${facet}"][data-value="${CSS.escape(value)}"]`);
    if (!fresh) continue;
    old.dataset.count = fresh.dataset.count;
    old.hidden = fresh.hidden;
    old.querySelector('.count').textContent = fresh.querySelector('.count').textContent;
  }
}

// Whole parts are replaced, except lists of boxes that are still the same ones.
function takeParts(page) {
  for (const old of document.querySelectorAll('[data-swap]')) {
    const fresh = page.getElementById(old.id);
    if (!fresh) continue;
    if (old.dataset.swap === 'options' && valuesIn(old) === valuesIn(fresh)) continue;
    old.innerHTML = fresh.innerHTML;
  }
}

let job;
let shown = location.pathname + location.search;

// Resolves to the new page, or to nothing when a later request took over.
async function show(url) {
  job?.abort();
  job = new AbortController();
  const results = one('#results');
  results.setAttribute('aria-busy', 'true');
  results.classList.add('busy');
  let page;
  try {
    const answer = await fetch(url, { signal: job.signal });
    if (!answer.ok) throw new Error(answer.status);
    page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (!page.getElementById('count')) throw new Error('not the results');
    takeParts(page);
    takeCounts(page);
    document.title = page.title;
    history.pushState(null, '', url);
    shown = location.pathname + location.search;
  } catch (error) {
    if (error.name !== 'AbortError') location.assign(url);
    return undefined;
  }
  results.removeAttribute('aria-busy');
  results.classList.remove('busy');
  one('#said').textContent = '';
  setTimeout(() => { one('#said').textContent = one('#count').textContent.trim(); }, 300);
  return page;
}

if (form) {
  let waiting;
  // On a phone, and for words, only the button applies.
  form.addEventListener('change', (event) => {
    if (!wide.matches || event.target.matches('[type=text], [type=search]')) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => show(address()), 250);
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    const page = await show(address());
    if (!page) return;
    // Words that name a place move to the place box.
    for (const box of form.querySelectorAll('input.input')) box.value = page.getElementById(box.id)?.value ?? '';
    if (!wide.matches) one('.filters').open = false;
    one('#count').focus();
  });
  // Back and forward; not a jump within the page.
  addEventListener('popstate', () => {
    if (location.pathname + location.search !== shown) location.reload();
  });
}

// Suggestions under a field while somebody types. The field stays a plain one.
for (const box of document.querySelectorAll('[data-suggest]')) {
  const make = (tag, role) => Object.assign(document.createElement(tag), { role });
  const list = Object.assign(make('ul', 'listbox'), { id: `${box.id}-list`, className: 'suggest', hidden: true, ariaLabel: 'Suggestions' });
  const said = Object.assign(make('p', 'status'), { className: 'vh' });
  box.after(list, said);
  Object.assign(box, { role: 'combobox', autocomplete: 'off', ariaAutoComplete: 'list', ariaExpanded: 'false' });
  box.setAttribute('aria-controls', list.id);
  let asked, pause, at = -1;
  // Words and postcodes can be searched as they are: that none are suggested says nothing.
  const isSearchable = () => box.dataset.suggest.endsWith('words=') || /\d/.test(box.value);

  const mark = (number) => {
    at = number;
    [...list.children].forEach((option, n) => { option.ariaSelected = n === at; });
    if (at < 0) box.removeAttribute('aria-activedescendant');
    else box.setAttribute('aria-activedescendant', list.children[at].id);
  };
  const close = () => {
    clearTimeout(pause);
    asked?.abort();
    list.hidden = true;
    box.ariaExpanded = 'false';
    said.textContent = '';
    mark(-1);
  };
  const take = (option) => { box.value = option.textContent; close(); };
  const ask = async () => {
    asked = new AbortController();
    try {
      const answer = await fetch(box.dataset.suggest + encodeURIComponent(box.value), { signal: asked.signal });
      const { suggestions } = await answer.json();
      list.replaceChildren(...suggestions.map((text, n) => Object.assign(make('li', 'option'), { id: `${list.id}-${n}`, textContent: text })));
      list.hidden = !suggestions.length;
      box.ariaExpanded = String(!list.hidden);
      mark(-1);
      said.textContent = suggestions.length ? `${suggestions.length} suggestion${suggestions.length > 1 ? 's' : ''}` : isSearchable() ? '' : 'No suggestions';
    } catch { /* Without suggestions the field works as before. */ }
  };
  const askIn = (milliseconds) => {
    if (box.value.trim().length < 2) return close();
    clearTimeout(pause);
    asked?.abort();
    pause = setTimeout(ask, milliseconds);
  };
  box.addEventListener('input', () => askIn(150));
  box.addEventListener('keydown', (event) => {
    const count = list.children.length;
    if (event.key === 'Enter' && list.hidden) close();
    if (event.key === 'ArrowDown' && list.hidden) askIn(0); // Closed by Escape, it opens again.
    if (list.hidden) return;
    if (event.key === 'ArrowDown') mark((at + 1) % count);
    else if (event.key === 'ArrowUp') mark((at < 1 ? count : at) - 1);
    else if (event.key === 'Enter' && at >= 0) take(list.children[at]);
    else if (event.key === 'Escape') close();
    else { if (event.key === 'Enter') close(); return; }
    event.preventDefault();
  });
  list.addEventListener('mousedown', (event) => event.preventDefault());
  list.addEventListener('click', (event) => { if (event.target !== list) take(event.target); });
  box.addEventListener('blur', close);
}

// Browsers without ::details-content cannot open the panel by style alone.
if (!CSS.supports('selector(::details-content)') && wide.matches && one('.filters')) one('.filters').open = true;

for (const button of document.querySelectorAll('[data-print]')) {
  button.disabled = false;
  button.addEventListener('click', () => print());
}

one('.error-summary')?.focus();
