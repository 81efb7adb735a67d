import { expect, test } from 'vitest';
import { findingsIn, testRule, usualConfiguration } from '../testing/test-rule.ts';
import { runbookHeadsComplete } from './runbook-heads-complete.ts';

const house = { ...usualConfiguration, house: true };
const policies = {
  'policies/alarms.ts': "export const alarms = { 'service-down': {} } as const satisfies Record<string, Alarm>;",
  'policies/runbooks.ts': 'export const reviewEveryDays = 3 * 10;',
};
const rest = 'owner: on-call\nreviewed: 2026-11-20\nseverity: HIGH\nnumbers: []\n';
const alarm = `---\nalarm: service-down\n${rest}---\n\n# Service down\n`;
const page = (head: string, body = '# Page\n') => `---\n${head}---\n\n${body}`;

testRule(runbookHeadsComplete, {
  path: 'runbooks/restore/back.md',
  configuration: house,
  with: { ...policies, 'runbooks/service-down.md': alarm },
  passes: {
    'a procedure with a whole head': page(`procedure: back\n${rest}`),
    'a page that runs something and says where': page(
      `procedure: back\n${rest}scene: billing\n`,
      '```sh run\ntrue\n```\n',
    ),
    'a page read exactly as long ago as the policy allows': page(`procedure: back\n${rest.replace('11-20', '10-23')}`),
    'indexes and decisions without a head': {
      'runbooks/README.md': '# All\n',
      'runbooks/decisions/0001-x.md': '# X\n',
    },
  },
  fails: {
    'neither alarm nor procedure': { files: page(`«${rest.trimEnd()}»\n`), problem: /not one of alarm/ },
    'the name of another page': { files: page(`procedure: «other»\n${rest}`), fix: /say back/ },
    'an alarm that is not there': {
      files: { 'runbooks/gone.md': page(`alarm: «gone»\n${rest}`) },
      problem: /no alarm gone/,
    },
    'an alarm without a page': {
      files: { 'policies/alarms.ts': "export const alarms = { 'service-down': {}, «'new-one'»: {} };" },
      problem: /new-one has no page/,
    },
    'two pages of one name': {
      files: { 'runbooks/set-up/service-down.md': `«---»${page(`procedure: service-down\n${rest}`).slice(3)}` },
      problem: /runbooks\/service-down\.md is called service-down/,
    },
    'a day that has not been': page(`procedure: back\n${rest.replace('2026-11-20', '«2026-11-23»')}`),
    'no day': page(`procedure: back\n${rest.replace('2026-11-20', '«2026-13-01»')}`),
    'a page that nobody has read for a day too long': {
      files: page(`procedure: back\n${rest.replace('2026-11-20', '«2026-10-22»')}`),
      problem: /31 days, and 30/,
    },
    'a severity of its own': page(`procedure: back\n${rest.replace('HIGH', '«URGENT»')}`),
    'a scene where nothing is run': page(`procedure: back\n${rest}scene: «billing»\n`),
  },
});

const whole = `procedure: back\n${rest}`;

test.each(['owner', 'reviewed', 'severity', 'numbers'])('a head without %s is one finding that names it', (key) => {
  const head = whole.replace(new RegExp(`^${key}:.*\\n`, 'm'), '');
  const found = findingsIn(
    runbookHeadsComplete,
    { ...policies, 'runbooks/service-down.md': alarm, 'runbooks/back.md': page(head) },
    house,
  );
  expect(found.map(({ problem }) => problem)).toEqual([`the head has no ${key}`]);
});

test('a page that runs something without a scene is found', () => {
  const texts = { 'runbooks/service-down.md': alarm, 'runbooks/back.md': page(whole, '```sh run\ntrue\n```\n') };
  const found = findingsIn(runbookHeadsComplete, { ...policies, ...texts }, house);
  expect(found.map(({ problem }) => problem)).toEqual(['the head has no scene']);
});
