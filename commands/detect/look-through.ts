import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { sharedIndexesOf } from '../../helpers/detectors/target.ts';
import { HarnessError } from '../../helpers/model/harness-error.ts';
import type { FromWorker, ToWorker, WorkerOrders } from './messages.ts';
import { type FoundArtifact, walkArtifacts } from './walk-artifacts.ts';

const THREAD = path.join(import.meta.dirname, 'thread.mjs');

/**
 * Looks through every file of a folder, so many at a time, and tells of each as it is done. The order is that in which
 * they end.
 */
export async function lookThrough(
  {
    folder,
    workers,
    ...orders
  }: Omit<WorkerOrders, 'indexes'> & { readonly folder: string; readonly workers: number },
  told: (examined: FromWorker) => void,
): Promise<void> {
  const files = walkArtifacts(folder);
  const workerData: WorkerOrders = { ...orders, indexes: sharedIndexesOf(orders.stimuli) };
  const threads = Array.from({ length: workers }, () => new Worker(THREAD, { workerData }));
  try {
    await Promise.all(threads.map((thread) => serve(thread, files, told)));
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

/** Gives a thread the next file each time that it is done with one. */
async function serve(
  thread: Worker,
  files: AsyncGenerator<FoundArtifact>,
  told: (examined: FromWorker) => void,
): Promise<void> {
  for (;;) {
    const next = await files.next();
    if (next.done === true) return;
    const { value: found } = next;
    if (found.kind === 'unreadable')
      told({ name: found.name, bytes: 0, looked: false, findings: [], gaps: [found.because] });
    else told(await answer(thread, { name: found.name, file: found.file }));
  }
}

function answer(thread: Worker, job: ToWorker): Promise<FromWorker> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      thread.off('message', done).off('error', failed).off('exit', ended);
    };
    const done = (examined: FromWorker): void => {
      end();
      resolve(examined);
    };
    const failed = (error: Error): void => {
      end();
      reject(broken(job.name, error.message));
    };
    const ended = (): void => {
      end();
      reject(broken(job.name, 'its thread ended'));
    };
    thread.on('message', done).on('error', failed).on('exit', ended);
    thread.postMessage(job);
  });
}

function broken(name: string, why: string): HarnessError {
  return new HarnessError('INTERNAL', {
    what: `the detectors broke at ${name}`,
    why,
    remedy: 'please report it, with the file if you may',
  });
}
