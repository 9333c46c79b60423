import { HarnessError } from '../helpers/model/harness-error.ts';

/** `fault` resolves at Ctrl-C, or when this process is asked to end; until `stop` neither ends it by itself. */
export function interrupted(): { readonly fault: Promise<HarnessError>; stop(): void } {
  let report: (fault: HarnessError) => void = () => undefined;
  const fault = new Promise<HarnessError>((resolve) => {
    report = resolve;
  });
  const onSignal = (signal: string): void => {
    report(
      new HarnessError('INTERRUPTED', {
        what: 'the run was interrupted',
        why: signal,
        remedy: 'start it again; what was recorded until then is kept and judged',
      }),
    );
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    fault,
    stop() {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
