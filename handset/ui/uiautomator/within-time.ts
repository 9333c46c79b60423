import { createContext, Script } from 'node:vm';

const context = createContext({ work: undefined });
const script = new Script('work()');

/**
 * Runs work that must end by itself; `undefined` when it did not within the time. A client's regular expression or XPath
 * can take for ever, and here that would stop the whole phone, not the server alone: V8 ends it from outside.
 */
export function withinTime<Result extends object>(
  milliseconds: number,
  work: () => Result,
): Result | undefined {
  context.work = work;
  try {
    return script.runInContext(context, { timeout: milliseconds });
  } catch (error) {
    if (isTimeout(error)) return undefined;
    throw error;
  } finally {
    context.work = undefined;
  }
}

function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}
