import { parentPort, workerData } from 'node:worker_threads';
import { examineFile, prepare } from './examine-file.ts';
import type { FromWorker, ToWorker, WorkerStimuli } from './messages.ts';

/** One of several threads, each with the stimuli's index: it is given a file after the other. */
const known = prepare(workerData as WorkerStimuli);
const port = parentPort;
if (port === null) throw new Error('this is the thread of npm run detect, and no program');
port.on('message', ({ name, file }: ToWorker) => {
  void examineFile(known, name, file).then((examined: FromWorker) => port.postMessage(examined));
});
