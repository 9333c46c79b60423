import type { App, AppHandlers, AppProcess } from '../../app-parts.ts';
import type { MediaRow } from '../../media-parts.ts';
import { gridImages } from '../image-grid.ts';
import { fetchMessages, sendImage } from './chat-server.ts';
import { IMAGE_PERMISSIONS, WREN_MANIFEST, WREN_PACKAGE } from './manifest.ts';
import { type Said, type WrenActions, type WrenState, wrenScreen } from './screens.ts';

const ACCEPTED = `/data/data/${WREN_PACKAGE}/files/notice-accepted`;
const KEYCODE_BACK = 4;
/** How many of the newest images can be picked from. */
const OFFERED = 30;
const NOTHING: Said = { kind: 'nothing' };

/**
 * A chat app that does upload, and behaves: what the user picks and sends goes to its own host, that and nothing else.
 * It observes nothing, looks at images while the user picks, and keeps no copy. Nobody's app is re-enacted by it.
 */
const wren: App = { manifest: WREN_MANIFEST, start: (process) => new Chat(process).handlers() };

export default wren;

class Chat {
  readonly #process: AppProcess;
  readonly #actions: WrenActions = {
    accept: () => void this.#accept(),
    refuse: () => this.#chat(false, NOTHING),
    attach: () => void this.#attach(),
    pick: (row) => void this.#pick(row),
    send: () => void this.#send(),
    cancel: () => this.#chat(true, NOTHING),
  };
  #state: WrenState | undefined;
  #messages: readonly string[] = [];

  constructor(process: AppProcess) {
    this.#process = process;
  }

  handlers(): AppHandlers {
    return {
      onStart: () => this.#open(),
      onKey: (keycode) => {
        const inside = this.#state?.kind === 'picker' || this.#state?.kind === 'preview';
        if (keycode !== KEYCODE_BACK || !inside) return false;
        this.#chat(true, NOTHING);
        return true;
      },
    };
  }

  async #open(): Promise<void> {
    // A running app comes back as it was.
    if (this.#state !== undefined) return this.#show(this.#state);
    const accepted = await this.#process.files.read(ACCEPTED).then(
      () => true,
      () => false,
    );
    if (!accepted) return this.#show({ kind: 'notice' });
    this.#chat(true, NOTHING);
    await this.#loadMessages();
  }

  async #accept(): Promise<void> {
    // On a full disk it is asked again next time.
    await this.#process.files
      .write(ACCEPTED, Buffer.from('1'))
      .catch((error: unknown) => this.#process.log('Wren', `not remembered: ${wordsOf(error)}`));
    this.#chat(true, NOTHING);
    await this.#loadMessages();
  }

  async #loadMessages(): Promise<void> {
    try {
      this.#messages = await fetchMessages(this.#process);
    } catch (error) {
      this.#process.log('Wren', `no messages: ${wordsOf(error)}`);
    }
    if (this.#state !== undefined) this.#show(this.#state);
  }

  async #attach(): Promise<void> {
    const granted =
      IMAGE_PERMISSIONS.some((one) => this.#process.checkPermission(one)) || (await this.#ask());
    if (!granted) return this.#chat(true, problem('Wren may not see your photos'));
    try {
      const rows = (await this.#process.queryImages()).slice(0, OFFERED);
      this.#show({ kind: 'picker', images: await gridImages(this.#process, rows) });
    } catch (error) {
      this.#chat(true, problem(`No photos: ${wordsOf(error)}`));
    }
  }

  async #ask(): Promise<boolean> {
    const answer = await this.#process.requestPermissions(IMAGE_PERMISSIONS);
    return [...answer.values()].includes(true);
  }

  async #pick(row: MediaRow): Promise<void> {
    try {
      this.#show({ kind: 'preview', row, bytes: await this.#process.openImage(row.id), sending: false });
    } catch (error) {
      this.#chat(true, problem(`Not readable: ${wordsOf(error)}`));
    }
  }

  async #send(): Promise<void> {
    const chosen = this.#state;
    if (chosen?.kind !== 'preview' || chosen.sending) return;
    this.#show({ ...chosen, sending: true });
    try {
      await sendImage(this.#process, chosen.row, chosen.bytes);
      this.#chat(true, { kind: 'sent' });
    } catch (error) {
      this.#chat(true, problem(`Not sent: ${wordsOf(error)}`));
    }
  }

  #chat(accepted: boolean, said: Said): void {
    this.#show({ kind: 'chat', accepted, said });
  }

  #show(state: WrenState): void {
    this.#state = state;
    const shown = { messages: this.#messages, actions: this.#actions };
    this.#process.show(wrenScreen(this.#process.displaySize, state, shown));
  }
}

function problem(text: string): Said {
  return { kind: 'problem', text: text.slice(0, 120) };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
