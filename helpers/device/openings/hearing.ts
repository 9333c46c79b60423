import { StringDecoder } from 'node:string_decoder';
import { type InotifyLog, parseInotify } from './inotify.ts';

/** What was heard of a watch so far, as it comes. */
export interface Hearing {
  readonly push: (chunk: Uint8Array) => void;
  /** When the script answered to a name: by the phone's clock, and by the host's. */
  answer(name: string): { readonly deviceMs: number; readonly hostMs: number } | undefined;
  /** Whether something of this name was told since the last `take`. */
  opened(directory: string, name: string): boolean;
  /** All events since the last time. Once some were lost, nothing that comes later is whole again. */
  take(): InotifyLog;
}

/** The script's own words stand among the events, on lines of their own. */
export function answerMark(mark: string): string {
  return `${mark}a`;
}

/** Keeps only what was not taken: a run tells of tens of thousands of events. */
export function createHearing(mark: string, watched: readonly string[]): Hearing {
  const decoder = new StringDecoder('utf8');
  const said = new RegExp(`^${answerMark(mark)} (\\d+)\\.(\\d{3})\\d* (\\S+)$`);
  const answers = new Map<string, { readonly deviceMs: number; readonly hostMs: number }>();
  let untold: string[] = [];
  let rest = '';
  let lost = false;
  const heard = (): InotifyLog =>
    parseInotify(untold.join('\n'), mark, watched) ?? { events: [], lost: false };
  return {
    push(chunk) {
      const lines = `${rest}${decoder.write(Buffer.from(chunk))}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const [, seconds, milliseconds, name] = said.exec(line) ?? [];
        if (name === undefined) untold.push(line);
        else
          answers.set(name, {
            deviceMs: Number(seconds) * 1000 + Number(milliseconds),
            hostMs: Date.now(),
          });
      }
    },
    answer: (name) => answers.get(name),
    opened: (directory, name) =>
      untold.some((line) => line.endsWith(`\t${name}`)) &&
      heard().events.some((one) => one.watched === directory && one.name === name),
    take() {
      const log = heard();
      untold = [];
      answers.clear();
      lost ||= log.lost;
      return { events: log.events, lost };
    },
  };
}
