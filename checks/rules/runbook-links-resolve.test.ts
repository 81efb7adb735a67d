import { testRule, usualConfiguration } from '../testing/test-rule.ts';
import { runbookLinksResolve } from './runbook-links-resolve.ts';

testRule(runbookLinksResolve, {
  path: 'runbooks/restore/back.md',
  configuration: { ...usualConfiguration, house: true },
  with: {
    'runbooks/other.md': '---\nalarm: other\n---\n\n# Other\n\n## What’s `left`, then?\n\n## Twice\n\n## Twice\n',
  },
  passes: {
    'files, folders and headings': `# Back here\n
[a](../other.md) [b](../other.md#whats-left-then) [c](../other.md#twice-1) [d](#back-here) [e](..) [f](../../prisma/)`,
    'what lies elsewhere': '[a](https://example.com/x#y) <https://example.com> [b](mailto:a@example.com)',
    'what only looks like a link': '`[a](gone.md)`\n\n```text example\n[a](gone.md)\n```\n',
    'a page that is no runbook': { 'infra/README.md': '[a](gone.md)' },
  },
  fails: {
    'a file that is not there': { files: '«[a](gone.md)»', problem: /no runbooks\/restore\/gone\.md/ },
    'a heading that is not there': { files: '«[a](../other.md#twice-2)»', problem: /no heading #twice-2/ },
    'a heading of its own page': '«[a](#gone)»',
    'a link that is called as its file is': '«[gone](gone.md)»',
    'images and references': '«![a](gone.png)» [b]\n\n«[b]: gone.md»',
    'the README': { files: { 'README.md': '| a | «[b](gone)» |' } },
  },
});
