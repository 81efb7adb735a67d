import { expect, test } from 'vitest';
import { sectionsOfPage } from './page-sections.ts';

const page = `<header><h2>Not of it</h2></header><main id="content"><h1>The <code>page</code></h1><p>About &lt;it&gt; &amp; more</p>
<h2 id="users">Users</h2><table><tr><th>a_user</th><td>reads</td></tr></table>
<svg><text>9</text></svg><details><summary>The numbers</summary>7</details></main>`;

test('a page is its parts, as text, with what stands in its tables where that is wanted', () => {
  expect(sectionsOfPage(page, { tables: true })).toEqual([
    { anchor: '', title: 'The page', text: 'About <it> & more' },
    { anchor: 'users', title: 'Users', text: 'a_user reads' },
  ]);
  expect(sectionsOfPage(page, { tables: false })[1]!.text).toBe('');
});
