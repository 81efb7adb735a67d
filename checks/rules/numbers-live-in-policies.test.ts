import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findingsIn, testRule, usualConfiguration } from '../testing/test-rule.ts';
import { numbersLiveInPolicies } from './numbers-live-in-policies.ts';

const house = { ...usualConfiguration, house: true };

const policies = {
  'policies/backup.ts': `
    export const billing = { everyHours: 6, retentionDays: 90, pointInTimeDays: 35 } as const;
    export const main = { everyHours: 24, retentionDays: 30 } satisfies Retention;
    export const steps = [7, 14] as const;
    const drillDays = 8;`,
  'policies/webhook.ts': `
    export const signatureAgeSecondsMax = 300;
    export const bodyBytesMax = 1024 * 1024;
    export const connectionsMax = 512;
    export const commitEventsMax = 64;
    export const drainSecondsMax = 20;
    export const requestSecondsMax = 10;
    export const deliveryRetrySeconds = 3 * 3_600;
    export const replaysMax = 1;
    export const daysMax = 45;
    export const replayLedgerQueueSeconds = 77;`,
};

testRule(numbersLiveInPolicies, {
  path: 'service/file.ts',
  configuration: house,
  with: policies,
  passes: {
    'the policy’s own name': `import { signatureAgeSecondsMax } from '../policies/webhook.ts';\nconst signatureAgeSeconds = signatureAgeSecondsMax;`,
    'another number': `const signatureAgeSeconds = 301;`,
    'another unit': `const signatureAgeDays = 300; const signatureAgeMilliseconds = 300;`,
    'another subject': `const cacheAgeSeconds = 300; const animationSeconds = 20;`,
    'no unit at all': `const signatureAge = 300; verifySignature(body, 300);`,
    'half of a subject': `const retrySeconds = 3 * 3600;`,
    'a factor': `const signatureAgeSeconds = scale * 300; const drainSeconds = 20 / scale;`,
    'the name of what encloses the policy, alone': `const billingLockHours = 6;`,
    'a unit of time alone': `const trialDays = 45;`,
    'one of many': `const signatureAgeSeconds = [5, 300];`,
    'a position': `const signatureAgeSeconds = list[300];`,
    'a type': `let signatureAgeSeconds: 300;`,
    'a number that other words in the file are about': `verifySignature();\nconst backoff = { seconds: 300 };`,
    '0 and 1 of anything': `const replays = 1; const signatureAgeSeconds = 0;`,
    'the same amount of another thing': `const idleConnections = 20; const events = 512;`,
    'a comment and a name with digits': `// a signature of 300 seconds\nconst signature300seconds = true;`,
    'a list of a policy': `const stepsDays = 7;`,
    'a constant that no policy exports': `const drillDays = 8;`,
    'an import’s path': `import '../signature-age-300-seconds.ts';`,
    'policies themselves': { 'policies/limits.ts': `export const signatureAgeSeconds = 300;` },
    'the test of a policy': { 'policies/webhook.test.ts': `const signatureAgeSecondsMax = 300;` },
    'a test that tries a value of its own': {
      'service/x.test.ts': `const oldSignatureSeconds = 300; const retentionDays = 91;`,
    },
    'a test’s strings': { 'service/x.test.ts': `test('512 connections, retentionDays = 90, are kept 90 days');` },
    'a bench that tries a value of its own': { 'service/bench/x.ts': `const oldSignatureSeconds = 300;` },
    'a decision, which keeps the numbers of its day': {
      'runbooks/decisions/0009-x.md': 'The retention of billing is 90 days.',
    },
    'pages that are no runbooks': {
      'README.md': 'The retention of billing is 90 days.',
      'checks/rules/x.md': 'retention: 90 days',
    },
    'a text about something else': {
      'runbooks/x.md': 'A trial ends after 90 days. Prices hold for 30 days, 6 h a day.',
    },
    'another sentence': { 'runbooks/x.md': 'Retention is written in policies. The trial ends after 90 days.' },
    'another item': { 'runbooks/x.md': '- retention\n- 90 days of trial\n\nretention\n\n90 days' },
    'another column’s words in another table': {
      'runbooks/x.md': '| retention |\n|---|\n\n| trial |\n|---|\n| 90 days |',
    },
    'another row': { 'runbooks/x.md': '| what | time |\n|---|---|\n| retention | see policies |\n| trial | 90 days |' },
    'a row right below a text': { 'runbooks/x.md': 'Retention\n| trial | 90 days |' },
    'a text right below a table': { 'runbooks/x.md': '| retention |\n90 days of trial' },
    'another subject beside a declared quote': {
      'runbooks/x.md':
        '---\nnumbers: [policies/backup.ts#billing.retentionDays]\n---\nRetention is 90 days. A trial ends after 14 days.',
    },
    'numbers that are names': {
      'runbooks/x.md': 'Retention follows PCI DSS 4.0.1, policy R90 days, and issue #90 days.',
    },
    'a quote that is declared': {
      'runbooks/x.md':
        '---\nnumbers: [policies/backup.ts#billing.everyHours]\n---\n# Backup missed\nThe newest billing backup is older than 6 hours and 30 minutes.',
    },
    'two quotes in one sentence, both declared': {
      'runbooks/x.md':
        '---\nnumbers:\n  - policies/backup.ts#billing.retentionDays\n  - policies/backup.ts#main.retentionDays\n---\nBackups of billing are kept for 90 days, those of main for 30 days.',
    },
    'a quote in another unit': {
      'runbooks/x.md':
        '---\nnumbers: [policies/webhook.ts#signatureAgeSecondsMax]\n---\nA signature holds for five minutes.',
    },
    'a page without numbers': { 'runbooks/x.md': '---\nowner: billing on-call\n---\n# Nothing' },
  },
  fails: {
    'a constant': {
      files: `const signatureAgeSeconds = «300»;`,
      problem: /^300 repeats policies\/webhook\.ts#signatureAgeSecondsMax$/,
      fix: /^import \{ signatureAgeSecondsMax \} from '\.\.\/policies\/webhook\.ts'$/,
    },
    'in another notation': `const signatureAgeSeconds = «3_00»; const bodyBytes = «0x100000»;`,
    'by arithmetic': `const signatureAgeSeconds = «5 * 60»; const bodyBytesMax = «2 ** 20»;`,
    'by any arithmetic': `const a = { retentionDays: «60 + 30» }; const b = { retentionDays: «180 / 2» }; const c = { retentionDays: «-(10 - 100)» };`,
    'two of three words of a subject': `const ledgerQueueSeconds = «77»;`,
    'in another unit': `const signatureAgeMilliseconds = «300_000»; const signatureMinutes = «5»; const bodyMebibytes = «1»;`,
    'a property': `verify({ signatureAgeSeconds: «300» });`,
    'a property of a named object': `const retention = { days: «90» };`,
    'a class’s property': `class Receiver { #signatureSeconds = «300»; }`,
    'a parameter': `function verify(signatureSeconds = «300») {}`,
    'a default of a binding': `const { signatureSeconds = «300» } = options;`,
    'an enum': `enum Limits { SignatureSeconds = «300» }`,
    'an assignment': `options.signature.seconds = «300»;`,
    'a fallback': `const signatureSeconds = options.age ?? «300»;`,
    'a branch': `const signatureSeconds = strict ? «300» : 10_000;`,
    'a comparison': `if (signature.ageSeconds > «300») throw error; if («300» <= signatureSeconds()) throw error;`,
    'a sum': `const signatureSeconds = now + «300»;`,
    'an argument': `function drain() { return withinSeconds(«20», close()); }`,
    'a result': `function retentionDays() { return «90»; }`,
    'the result of an arrow': `const retentionDays = () => «90»;`,
    'a schema’s bound': `const shape = z.object({ retentionDays: z.number().min(«90») });`,
    'a timer, which counts milliseconds': `function drain() { setTimeout(stop, «20_000»); }`,
    'a property that counts days by its owner’s definition': {
      files: { 'infra/billing/index.ts': `new Database({ pointInTime: { backupRetentionPeriod: «35» } }, billing);` },
      fix: /^import \{ billing \} from '\.\.\/\.\.\/policies\/backup\.ts'$/,
    },
    'a vault’s rule': `const retention = { lifecycle: { deleteAfter: «90», coldStorageAfter: «30» } };`,
    'the name of what encloses it, with a faint word': `const billing = { everyHours: «6» };`,
    'a unit of its own': `const server = { maxConnections: «512» };`,
    'a string': `const help = 'drains for at most «20 seconds»'; const retention = { text: \`«90 days» of \${x}\` };`,
    'a string beside a telling name': `const retention = 'rate(«90 days»)';`,
    'in infra, the pack and the checks': {
      'infra/index.mjs': `const retentionDays = «90»;`,
      'policies/pack/retention.ts': `const retentionDays = «90»;`,
      'checks/x.ts': `const retentionDays = «90»;`,
    },
    'a test that writes the policy anew': { 'service/x.test.ts': `const signatureAgeSecondsMax = «300»;` },
    'SQL, YAML, TOML, shell and a Dockerfile': {
      'prisma/billing/grants.sql': `-- connections: «512 connections»`,
      'infra/Pulumi.yaml': `config:\n  billing:retentionDays: «90»\n  retention_days: "«30»"`,
      'infra/x.toml': `retention-days = «90»\nretention-hour-slot-days = «30»`,
      'service/x.sh': `prune --retention-days «90» --apply`,
      Dockerfile: `ENV DRAIN_SECONDS=«20»`,
    },
    'a page that does not declare its quote': {
      files: { 'runbooks/x.md': '# Prune\n\nThe retention of billing’s\nbackups is «90 days».' },
      problem: /^90 repeats policies\/backup\.ts#billing\.retentionDays$/,
      fix: /^add policies\/backup\.ts#billing\.retentionDays to `numbers`/,
    },
    'words of the same meaning': { 'runbooks/x.md': 'Dumps are kept «90 days»; main’s are retained for «30 days».' },
    'numbers in every dress': {
      'runbooks/x.md':
        'retention: **«90** days», a «90-day» window.\n\nA body of «1,048,576 bytes», of «1 MiB».\n\nA signature of «300 s», of «five minutes».\n\nA «6-hourly» backup of billing.',
    },
    'a row, by its table’s header': { 'runbooks/x.md': '| database | retention |\n|---|---|\n| billing | «90 days» |' },
    'a quote of nothing': {
      files: { 'runbooks/x.md': '---\nnumbers: [«policies/backup.ts#billing.weeks», «policies/none.ts#x»]\n---\n' },
      problem: /is no number of policies\//,
    },
    'a declared quote that the page does not make': {
      files: {
        'runbooks/x.md': '---\nnumbers: [«policies/backup.ts#billing.retentionDays»]\n---\nNothing.',
      },
      problem: /^the page does not say 90 days$/,
    },
    'a declared quote beside another number': {
      files: {
        'runbooks/x.md':
          '---\nnumbers: [policies/backup.ts#billing.retentionDays]\n---\nRetention is 90 days.\n\nBilling’s dumps are kept «60 days».',
      },
      problem: /^policies\/backup\.ts#billing\.retentionDays is 90 days, not 60$/,
      fix: /^write 90$/,
    },
  },
});

describe('any policy', () => {
  const subjects = ['sweep', 'ledger', 'erasure', 'drill', 'alarm'];
  const unit = fc.constantFrom('Seconds', 'Days', 'Bytes', 'Rows');
  const anyPolicy = fc.record({ subject: fc.constantFrom(...subjects), unit, value: fc.integer({ min: 2, max: 1e9 }) });
  const parameters = { seed: Number(process.env['SEED'] ?? 1), numRuns: 100 };
  const repository = (policy: { subject: string; unit: string; value: number }, written: number) => ({
    'policies/x.ts': `export const ${policy.subject}${policy.unit}Max = ${policy.value};`,
    'service/x.ts': `const ${policy.subject}${policy.unit} = ${written};`,
  });

  test('is found where it is written again, and is not once the number is gone', () => {
    fc.assert(
      fc.property(anyPolicy, (policy) => {
        const again = findingsIn(numbersLiveInPolicies, repository(policy, policy.value), house);
        expect(again.map(({ file, line }) => `${file}:${line}`)).toEqual(['service/x.ts:1']);
        expect(findingsIn(numbersLiveInPolicies, repository(policy, policy.value + 1), house)).toEqual([]);
      }),
      parameters,
    );
  });

  test('never stops the check, whatever stands in a document', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const found = findingsIn(numbersLiveInPolicies, { ...policies, 'runbooks/x.md': `---\n${text}` }, house);
        expect(found.every(({ file }) => file === 'runbooks/x.md')).toBe(true);
      }),
      parameters,
    );
  });
});

test('without `house` nothing is said', () => {
  expect(findingsIn(numbersLiveInPolicies, { ...policies, 'service/x.ts': 'const retentionDays = 90;' })).toEqual([]);
});

test.each([
  ['numbers that are no list', '---\nnumbers: policies/backup.ts#billing.everyHours\n---\n6 hours'],
  ['numbers that are no names', '---\nnumbers: [6]\n---\n6 hours'],
  ['front matter that is no YAML', '---\nnumbers: [\n---\n6 hours'],
])('%s are not passed over', (_title, text) => {
  const [found] = findingsIn(numbersLiveInPolicies, { 'runbooks/x.md': text }, house);
  expect(found).toMatchObject({ rule: 'files-readable', severity: 'unread' });
});

test('100 KB of anything is read in a moment', () => {
  const parts = [
    '9',
    '9 ',
    '9,',
    'a',
    'A',
    'Aa',
    'a-',
    '-',
    'retention 9 ',
    'x: ',
    '| ',
    '- ',
    '---\n',
    '. ',
    '(',
    '1+',
    'a=',
    '\n',
  ];
  for (const part of parts) {
    const text = part.repeat(100_000 / part.length);
    findingsIn(
      numbersLiveInPolicies,
      { 'runbooks/x.md': `9${text}`, 'a.sql': `9${text}`, 'service/x.ts': `9${text}` },
      house,
    );
  }
});
