// Reads the index beside it. Text from it is set as text, never as markup.
const shownMax = 50;
const snippetCharacters = 160;
const index = globalThis.MiniSearch.loadJSON(globalThis.bulkheadSearchIndex, {
  fields: ['title', 'text'],
  storeFields: ['title', 'href', 'what', 'text'],
});
const terms = globalThis.bulkheadSearchTerms;
const phrases = Object.keys(terms).sort((one, other) => other.length - one.length);
const [query, count, results] = ['query', 'count', 'results'].map((id) => document.getElementById(id));

query.addEventListener('input', () => {
  show();
  // So that what was found can be sent on.
  const address = new URL(location.href);
  if (query.value === '') address.searchParams.delete('q');
  else address.searchParams.set('q', query.value);
  history.replaceState(null, '', address);
});
query.value = new URLSearchParams(location.search).get('q') ?? '';
show();

function show() {
  const asked = partsOf(query.value);
  const found = index.search(
    { combineWith: 'AND', queries: asked.map(queryOf) },
    // A number that is nearly another is another; a reference has its dots.
    {
      prefix: true,
      fuzzy: (term) => (/\d/.test(term) ? false : 0.15),
      boost: { title: 3 },
      tokenize: (text) => [text],
    },
  );
  count.textContent = query.value.trim() === '' ? '' : inWords(found.length);
  results.replaceChildren(...found.slice(0, shownMax).map(itemOf));
}

/** Words and known phrases; a word keeps the marks within it and loses those around it. */
function partsOf(text) {
  let left = ` ${text.toLowerCase().replace(/\s+/g, ' ')} `;
  const known = phrases.filter((phrase) => {
    const before = left;
    left = left.replace(` ${phrase} `, '  ');
    return left !== before;
  });
  const words = left.split(/[\s\p{P}]*\s[\s\p{P}]*/u).flatMap((word) => wordsOf(word));
  return [...known, ...words];
}

/** Dots and underscores hold a word together, as they do in the index. */
function wordsOf(text) {
  return text.split(/(?:(?![._])[\p{Z}\p{P}])+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
}

/** What was asked for, or what our pages say for it. */
function queryOf(part) {
  const all = (text) => ({ combineWith: 'AND', queries: wordsOf(text.toLowerCase()) });
  return { combineWith: 'OR', queries: [part, ...(terms[part] ?? [])].map(all) };
}

function inWords(found) {
  if (found === 0) return 'Nothing holds all of these words. Try fewer.';
  const best = found > shownMax ? `, the best ${shownMax} are shown` : '';
  return `${found} found for “${query.value.trim()}”${best}`;
}

function itemOf({ title, href, what, text, terms: hits }) {
  const item = document.createElement('li');
  const link = document.createElement('a');
  link.href = href;
  link.textContent = title;
  const kind = document.createElement('small');
  kind.textContent = ` ${what}`;
  const snippet = document.createElement('p');
  snippet.className = 'snippet';
  snippet.textContent = snippetOf(text.trim(), hits);
  item.append(link, kind, snippet);
  return item;
}

/** From some words before the first hit on. */
function snippetOf(text, hits) {
  const lower = text.toLowerCase();
  const places = hits.map((hit) => lower.indexOf(hit)).filter((place) => place >= 0);
  const first = places.length === 0 ? 0 : Math.min(...places);
  const begin = first < snippetCharacters / 2 ? 0 : text.lastIndexOf(' ', first - snippetCharacters / 4) + 1;
  const shown = text.slice(begin, begin + snippetCharacters);
  return `${begin > 0 ? '… ' : ''}${shown}${begin + snippetCharacters < text.length ? ' …' : ''}`;
}
