import { expect, test } from 'vitest';
import { Source } from '../repository/source.ts';
import { nodesIn } from './nodes.ts';

const text = `/** @type {import('./a.js').A} */
const a = [1, 2].map((one) => one + \`b\${one}\`);
/** @param {import('./b.js').B} b */
export function c(b) { return { b, a: /x/ }; }
`;

test.each(['a.ts', 'a.js'])('the nodes of %s are those that a walk finds, in the order of the text', (path) => {
  const source = new Source(path, text);
  expect(source.nodes.length).toBeGreaterThan(30);
  expect(source.nodes).toEqual([...nodesIn(source.syntax)]);
});

test('every node has its parent, in JavaScript those of JSDoc as well', () => {
  const { syntax } = new Source('a.js', text);
  const nodes = [...nodesIn(syntax, { jsDoc: true })];
  expect(nodes.map(({ kind }) => kind)).not.toEqual([...nodesIn(syntax)].map(({ kind }) => kind));
  for (const node of nodes.slice(1)) expect(node.getSourceFile()).toBe(syntax);
  expect(nodes.filter(({ parent }) => parent === undefined)).toEqual([syntax]);
});
