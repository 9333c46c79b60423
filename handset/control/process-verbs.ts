import type { Framework } from '../system/framework.ts';
import type { PhoneProcess } from '../system/process.ts';
import { Misuse, noWords, secondsOf, type Verb } from './verb.ts';

const LMKD_PID = 560;

/** What can happen to the process of an app that has done nothing for it. */
export function processVerbs({ activities, logcat }: Framework): readonly Verb[] {
  const running = ([word = '', ...more]: readonly string[]): PhoneProcess => {
    noWords(more);
    const all = activities.processes();
    const found = all.find((one) => one.package.package === word || String(one.pid) === word);
    if (found !== undefined) return found;
    const names = all.map((one) => `${one.package.package} (${one.pid})`).join(', ');
    throw new Misuse(`no process "${word}" runs; there are: ${names}`);
  };
  return [
    {
      name: 'kill',
      words: 'PID | PACKAGE',
      does: 'Ends a process as the phone does that needs its memory: the app is not stopped, and may be started again.',
      example: 'kill com.jd.jrapp',
      async run(words) {
        const process = running(words);
        const { pid, package: known } = process;
        logcat.write(LMKD_PID, 'I', 'lowmemorykiller', `Kill '${known.package}' (${pid}), uid ${known.uid}`);
        await activities.control.kill(process, 'lowmemorykiller');
        return `${known.package} (${pid}) is killed`;
      },
    },
    {
      name: 'hang-app',
      words: 'PID | PACKAGE [SECONDS]',
      does: 'Keeps the main thread of an app busy, until it ends where no seconds are said: after 5 s without an answer to input the phone says that it does not respond.',
      example: 'hang-app com.jd.jrapp 30',
      run([word = '', seconds, ...more]) {
        const process = running([word, ...more]);
        activities.mainThreads.block(process, seconds === undefined ? undefined : secondsOf(seconds) * 1000);
        return `${process.package.package} (${process.pid}) does nothing ${seconds === undefined ? 'any more' : `for ${seconds} s`}`;
      },
    },
    {
      name: 'low-memory',
      words: '',
      does: 'Ends every cached process, as a phone does that is out of memory.',
      example: 'low-memory',
      async run(words) {
        noWords(words);
        const before = activities.processes().length;
        await activities.control.killAllBackground();
        return `${before - activities.processes().length} cached processes are killed`;
      },
    },
    {
      name: 'crash',
      words: 'PID | PACKAGE',
      does: 'Throws an exception in the app that nobody catches.',
      example: 'crash com.android.camera2',
      async run(words) {
        const process = running(words);
        await activities.control.crash(process, 'crashed from outside');
        return `${process.package.package} (${process.pid}) has crashed`;
      },
    },
  ];
}
