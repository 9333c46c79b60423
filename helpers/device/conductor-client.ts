import { HarnessError } from '../model/harness-error.ts';
import type { UploadSeen } from '../model/run-plan.ts';

/** What the recording process may ask of the commanding one, which owns the proxy and the phone's settings. */
export interface Conductor {
  /** Shows one line of progress. */
  progress(text: string): Promise<void>;
  /** Waits until no exchange is open at the proxy. */
  settle(): Promise<void>;
  /** Whether the proxy has recorded a request whose URL holds `part`. */
  flowSeen(part: string): Promise<boolean>;
  /** What the proxy has recorded of the upload to this address, looked for by the bytes of its image. */
  uploadSeen(url: string): Promise<UploadSeen>;
  /** Waits until the image of this stimulus' page is drawn, and says in which file of the host it is. */
  drawn(stimulus: string): Promise<string>;
  /**
   * Tells of a change to the phone before it is made, with the shell command line that undoes it: so it is undone even
   * when the recording process does not live to do it.
   */
  owe(what: string, undo: string): Promise<void>;
  /** Undoes what was owed last under this name. */
  restore(what: string): Promise<void>;
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
    async uploadSeen(url) {
      return JSON.parse(await ask('upload-seen', url));
    },
    async drawn(stimulus) {
      return await ask('drawn', stimulus);
    },
    async owe(what, undo) {
      await ask('owe', JSON.stringify({ what, undo }));
    },
    async restore(what) {
      await ask('restore', what);
    },
    async finish() {
      await ask('finish', '');
    },
  };
}
