import { Command, Option } from 'commander';
import { type Told as Evidence, withEvidence } from '../../evidence-note.ts';
import { exitCode } from '../../failure.ts';
import type { StackProject } from '../../policies/stack-outputs.ts';
import { type StackName, stacks } from '../configuration/stack.ts';
import type { Change } from './change.ts';
import type { StackPreview } from './stack-preview.ts';

interface PreviewOptions {
  stack?: StackName;
  json?: boolean;
  diff?: string;
  update?: boolean;
  all?: boolean;
}

/** A stack as it is told: with what changes against a reference, where one was given. */
export type Told = StackPreview & { changes?: Readonly<Partial<Record<StackProject, Change>>> };

export const command = new Command()
  .description(
    'Runs the programs of infra/ and the policy pack as Pulumi would, without its CLI, a cloud or credentials: resources,\n' +
      'what crosses between the projects, the policies’ verdicts and the cost; and whether infra/preview/snapshot/, where a\n' +
      'review sees every change, is current.',
  )
  .addOption(new Option('--stack <stack>', 'only this one; else all').choices(stacks))
  .option('--diff <ref>', 'what is different from the snapshots of this branch or commit, and what it would delete')
  .option('--update', 'write the snapshots, to be committed')
  .option('--all', 'unfold all lists')
  .option('--json', 'print it as one JSON object')
  .addHelpText(
    'after',
    `
Exit codes:
  0  no policy is violated, and the snapshots are current
  1  a policy is violated, or a snapshot is not current
  2  wrong use, or a configuration that a program refuses

Examples:
  ./bulkhead preview --stack production --diff origin/main
  ./bulkhead preview --update && git add infra/preview/snapshot`,
  )
  .action(async (options: PreviewOptions) => {
    const started = performance.now();
    const told = await withEvidence({ kind: 'preview', database: null }, () => preview(options), evidenceOf);
    const seconds = Number(((performance.now() - started) / 1000).toFixed(1));
    const { asJson, asText } = await import('./report/report.ts');
    process.stdout.write(options.json === true ? asJson(told, seconds) : asText(told, seconds, options));
    process.exitCode = told.every(holds) ? exitCode.done : exitCode.failed;
  });

/** Previews the stacks in turn; writes their snapshots where that is asked for. */
async function preview({ stack, diff, update }: PreviewOptions): Promise<Told[]> {
  // Pulumi’s packages take a second to load: --help and wrong use need not wait for them.
  const { changesBetween, previewStack } = await import('./stack-preview.ts');
  const { writeSnapshot } = await import('./snapshot.ts');
  const { snapshotsAt } = await import('./snapshots-at.ts');
  const before = diff === undefined ? undefined : snapshotsAt(diff);
  const told: Told[] = [];
  for (const name of stack === undefined ? stacks : [stack]) {
    const seen = await previewStack(name);
    const changes = before && changesBetween((project) => before(name, project), seen.snapshots);
    if (update === true) {
      for (const project of Object.keys(seen.outdated) as StackProject[]) {
        writeSnapshot(name, project, seen.snapshots[project]);
      }
    }
    told.push({ ...seen, ...(update === true && { outdated: {} }), ...(changes && { changes }) });
  }
  return told;
}

function evidenceOf(told: readonly Told[]): Evidence {
  const sum = (of: (stack: Told) => number) => told.reduce((total, stack) => total + of(stack), 0);
  const resources = sum(({ snapshots }) =>
    Object.values(snapshots).reduce((total, snapshot) => total + Object.keys(snapshot.resources).length, 0),
  );
  const violations = sum(({ judgement }) => judgement.violations.length);
  const names = told.map(({ stack }) => stack).join(', ');
  return {
    result: told.every(holds) ? 'passed' : 'failed',
    title: `${resources} resources of ${names}, ${violations} violations of the policy pack`,
    facts: { stacks: names, resources, violations, outdated: sum(({ outdated }) => Object.keys(outdated).length) },
  };
}

function holds({ judgement, outdated }: StackPreview): boolean {
  return judgement.violations.length === 0 && Object.keys(outdated).length === 0;
}
