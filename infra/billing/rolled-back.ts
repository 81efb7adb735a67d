import { all, type Output, RunError } from '@pulumi/pulumi';

/**
 * Ends the deployment with an error where ECS has gone back to what ran before. A service that was rolled back is steady
 * too, and for the provider that is a success: https://github.com/pulumi/pulumi-aws/issues/4487
 */
export function failWhereRolledBack(runs: Output<string | undefined>, asked: Output<string>): void {
  all([runs, asked]).apply(([running, wanted]) => requireRunning(running, wanted));
}

/** Throws unless the definition that runs is the one that was asked for. */
export function requireRunning(runs: string | undefined, asked: string): void {
  if (runs === asked) return;
  throw new RunError(
    `the service was rolled back: ${asked} did not come up, and ${runs ?? 'nothing'} runs\n` +
      '  fix: read why in the log group of the service, and deploy again',
  );
}
