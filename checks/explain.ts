import { readFileSync } from 'node:fs';
import type { Rule } from './rule.ts';
import { ruleOf } from './rule-of.ts';
import { terminalMarkdown } from './terminal-markdown.ts';

/**
 * A rule's page: as it is written, or with colours instead of Markdown's marks.
 * Throws a Failure (exit 2) that names the nearest rule where there is none of this name.
 */
export function explain(id: string, rules: readonly Rule[], options: { colour: boolean }): string {
  const page = pageOf(ruleOf(id, rules).id);
  return options.colour ? terminalMarkdown(page) : page;
}

/** The Markdown of the page that stands beside a rule. */
export function pageOf(id: string): string {
  return readFileSync(new URL(`./rules/${id}.md`, import.meta.url), 'utf8');
}
