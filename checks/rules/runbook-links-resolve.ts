import { posix } from 'node:path';
import GithubSlugger from 'github-slugger';
import { pageIn, type Part } from '../house/page.ts';
import type { Breach, Rule } from '../rule.ts';

interface LinkFacts {
  links: Part[];
  anchors: string[];
}

/** Every link of a runbook, and of the README, leads to something. */
export const runbookLinksResolve: Rule<LinkFacts> = {
  id: 'runbook-links-resolve',
  house: true,
  why: 'Somebody follows these links in the middle of the night: one that leads nowhere costs them the minutes that matter.',
  reads: (path) => path.endsWith('.md'),
  mentions: () => true,
  extract({ text }) {
    const { links, headings } = pageIn(text);
    const slugger = new GithubSlugger();
    return { links, anchors: headings.map((heading) => slugger.slug(heading.text)) };
  },
  *judge(facts, { paths }) {
    const folders = new Set([...paths].flatMap(foldersOf));
    for (const [file, { links }] of facts) {
      if (file !== 'README.md' && !file.startsWith('runbooks/')) continue;
      for (const link of links) {
        const problem = problemOf(file, link.text, facts, (path) => paths.has(path) || folders.has(path));
        const breach: Omit<Breach, 'problem'> = { file, start: link.start, end: link.end, fix: 'correct the link' };
        if (problem !== undefined) yield { ...breach, problem };
      }
    }
  },
};

function problemOf(
  file: string,
  url: string,
  facts: ReadonlyMap<string, LinkFacts>,
  exists: (path: string) => boolean,
): string | undefined {
  if (/^[a-z][a-z+.-]*:/i.test(url)) return undefined;
  const [path = '', anchor] = url.split('#');
  const target = path === '' ? file : posix.join(posix.dirname(file), decoded(path)).replace(/\/$/, '');
  if (!exists(target)) return `there is no ${target}`;
  if (anchor === undefined || !target.endsWith('.md')) return undefined;
  if (facts.get(target)?.anchors.includes(decoded(anchor)) === true) return undefined;
  return `${target} has no heading #${anchor}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return ['.', ...parts.map((_, index) => parts.slice(0, index + 1).join('/'))];
}
