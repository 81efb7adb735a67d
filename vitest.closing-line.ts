import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/**
 * The runner's own counts. A file that could not be loaded, a failed hook and an error outside any test each count as a
 * failure, so that they never look better than the run was.
 */
export function countTests(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]) {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const count = (state: string) => tests.filter((test) => test.result().state === state).length;
  const suites = modules.flatMap((module) => [module, ...module.children.allSuites()]);
  const brokenSuites = suites.reduce((errors, suite) => errors + suite.errors().length, 0);
  return {
    passed: count('passed'),
    failed: count('failed') + brokenSuites + unhandledErrors.length,
    skipped: count('skipped'),
  };
}

/** Ends the run with `N passed, N failed`. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const { passed, failed, skipped } = countTests(modules, unhandledErrors);
    const line = `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`;
    // After everything that other reporters still have to say.
    process.once('exit', () => process.stdout.write(`${line}\n`));
  }
}
