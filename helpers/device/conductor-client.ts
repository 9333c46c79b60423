import { HarnessError } from '../model/harness-error.ts';

/** What the recording process may ask of the commanding one, which owns the proxy and the phone's settings. */
export interface Conductor {
  /** Shows one line of progress. */
  progress(text: string): Promise<void>;
  /** Waits until no exchange is open at the proxy. */
  settle(): Promise<void>;
  /** Whether the proxy has recorded a request whose URL holds `part`. */
  flowSeen(part: string): Promise<boolean>;
  /** Puts the phone back, stops the proxy and seals the bundle. */
  finish(): Promise<void>;
}

/** Speaks to the conductor by HTTP on the host's loopback. */
export function conductorAt(url: string): Conductor {
  async function ask(verb: string, body: string): Promise<string> {
    const answer = await fetch(`${url}/${verb}`, { method: 'POST', body });
    const text = await answer.text();
    if (answer.ok) return text;
    throw new HarnessError('INTERNAL', {
      what: `the commanding process could not ${verb}`,
      why: text,
      remedy: 'see the messages above and the logs in the run directory',
    });
  }
  return {
    async progress(text) {
      await ask('progress', text);
    },
    async settle() {
      await ask('settle', '');
    },
    async flowSeen(part) {
      return (await ask('flow-seen', part)) === 'yes';
    },
    async finish() {
      await ask('finish', '');
    },
  };
}
