import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/**
 * Ends the run with `N passed, N failed`, from the runner's own counts. A file that could not be loaded, a failed hook
 * and an error outside any test each count as a failure, so that the line never looks better than the run was.
 */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    const suites = modules.flatMap((module) => [module, ...module.children.allSuites()]);
    const brokenSuites = suites.reduce((errors, suite) => errors + suite.errors().length, 0);
    const skipped = count('skipped');
    const failed = count('failed') + brokenSuites + unhandledErrors.length;
    const line = `${count('passed')} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`;
    // After everything that other reporters still have to say.
    process.once('exit', () => process.stdout.write(`${line}\n`));
  }
}
