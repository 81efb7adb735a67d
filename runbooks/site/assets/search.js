// Reads the index beside it. Text from it is set as text, never as markup.
const shownMax = 50;
const index = globalThis.MiniSearch.loadJSON(globalThis.bulkheadSearchIndex, {
  fields: ['title', 'text'],
  storeFields: ['title', 'href', 'what'],
});
const [query, count, results] = ['query', 'count', 'results'].map((id) => document.getElementById(id));

query.addEventListener('input', () => {
  const found = index.search(query.value, { prefix: true, fuzzy: 0.15, combineWith: 'AND', boost: { title: 3 } });
  count.textContent = query.value.trim() === '' ? '' : inWords(found.length);
  results.replaceChildren(...found.slice(0, shownMax).map(itemOf));
});

function inWords(found) {
  if (found === 0) return 'Nothing holds all of these words. Try fewer.';
  return found > shownMax ? `${found} found, the best ${shownMax} are shown` : `${found} found`;
}

function itemOf({ title, href, what }) {
  const item = document.createElement('li');
  const link = document.createElement('a');
  link.href = href;
  link.textContent = title;
  const kind = document.createElement('small');
  kind.textContent = ` ${what}`;
  item.append(link, kind);
  return item;
}
