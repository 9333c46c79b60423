import { parentPort, workerData } from 'node:worker_threads';
import { openTextReader } from '../../helpers/reading/open-text-reader.ts';
import { examineFile, prepare } from './examine-file.ts';
import type { FromWorker, ToWorker, WorkerOrders } from './messages.ts';

/** One of several threads, each with the stimuli's index: it is given a file after the other. */
const orders = workerData as WorkerOrders;
const known = prepare(orders, orders.readText ? await openTextReader() : undefined);
const port = parentPort;
if (port === null) throw new Error('this is the thread of npm run detect, and no program');
port.on('message', ({ name, file }: ToWorker) => {
  void examineFile(known, name, file).then((examined: FromWorker) => port.postMessage(examined));
});
