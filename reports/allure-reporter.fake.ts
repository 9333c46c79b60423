import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import AllureReporter from '@wdio/allure-reporter';

/** What a mocha test came to, as wdio's mocha framework would tell it to a reporter. */
export interface ToldTest {
  readonly title: string;
  readonly error?: Error;
  readonly skipped?: boolean;
  /** Runs while the test does, as `afterTest` of a wdio configuration. */
  readonly during?: () => Promise<void>;
}

/** Tells tests to the Allure reporter that is installed, by the events that wdio sends, and lets it write. */
export async function reportToAllure(directory: string, tests: readonly ToldTest[]): Promise<void> {
  // wdio adds the log file, which the reporter's own options do not name.
  const options = { outputDir: directory, logFile: path.join(directory, 'wdio.log') };
  const reporter = new AllureReporter(options);
  const cid = '0-0';
  reporter.emit('runner:start', {
    cid,
    config: { framework: 'mocha' },
    capabilities: {},
    sanitizedCapabilities: '',
    specs: ['claims.spec.ts'],
  });
  const suite = { cid, uid: 'suite', title: 'suite', fullTitle: 'suite', type: 'suite' };
  reporter.emit('suite:start', suite);
  for (const { title, error, skipped, during } of tests) {
    const test = { cid, uid: title, title, fullTitle: `suite.${title}`, parent: 'suite', type: 'test' };
    reporter.emit('test:start', test);
    await during?.();
    if (skipped === true) reporter.emit('test:pending', test);
    else if (error === undefined) reporter.emit('test:pass', test);
    else reporter.emit('test:fail', { ...test, error: fieldsOf(error) });
    reporter.emit('test:end', test);
  }
  reporter.emit('suite:end', suite);
  reporter.emit('runner:end', { failures: 0, retries: 0 });
  await synchronised(reporter);
}

/** The fields that `formatMessage` of @wdio/mocha-framework hands on. */
function fieldsOf(error: Error): object {
  const { name, message, stack } = error;
  const compared = error as { readonly expected?: unknown; readonly actual?: unknown };
  return { name, message, stack, type: name, expected: compared.expected, actual: compared.actual };
}

/** The reporter writes on its own time and says when it is done; wdio asks it in the same way. */
async function synchronised(reporter: AllureReporter): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (reporter.isSynchronised) return;
    await pause(10);
  }
  throw new Error('the Allure reporter did not finish writing within 5 s');
}
