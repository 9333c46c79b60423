import type { AppProcess } from '../../app-parts.ts';
import type { MediaRow } from '../../media-parts.ts';
import type { Assistant } from './assistant-views.ts';
import { uploadImage } from './customer-service.ts';
import { cacheImage, type TakenImage } from './image-cache.ts';
import { watchNewImages } from './new-images.ts';
import { thumbnailOf } from './thumbnail.ts';

/** How an image assistant treats new images. */
export interface AssistantRules {
  /** `foreground`: notices of new images are ignored while the app is in the background. */
  readonly reacts: 'foreground' | 'always';
  /** `own-screenshots`: only what is named like a screenshot and came while the app itself was in front. */
  readonly takes: 'own-screenshots' | 'every-new-image';
  /** Where a copy of each image is put; `nowhere` keeps it in memory. */
  readonly copies: 'external-cache' | 'internal-files' | 'nowhere';
  /**
   * `while-prompted`: image and copy are given up when the prompt ends: it was answered, a newer image came, or the user
   * left the app. A process that is killed ends no prompt.
   */
  readonly holds: 'for-good' | 'while-prompted';
  /** `at-once`: each image is sent without asking, and again when the user asks. */
  readonly uploads: 'on-consent' | 'at-once';
}

/** The feature 图片助手: offers new images for customer service. */
export interface ImageAssistant {
  /** What is to be shown above the main screen now. */
  state(): Assistant;
  /** Starts to listen for new images; further calls change nothing. */
  watch(): void;
  enterForeground(): void;
  leaveForeground(): void;
  send(): Promise<void>;
  close(): void;
}

/** `onChange` is called when what is to be shown has changed. */
export function createImageAssistant(
  process: AppProcess,
  onChange: () => void,
  rules: AssistantRules,
): ImageAssistant {
  return new RunningAssistant(process, onChange, rules);
}

interface Offer {
  readonly image: TakenImage;
  readonly thumbnail: Buffer;
  readonly copy: string | undefined;
}

class RunningAssistant implements ImageAssistant {
  readonly #process: AppProcess;
  readonly #onChange: () => void;
  readonly #rules: AssistantRules;
  #watching = false;
  #foregroundSinceMs: number | undefined;
  /** The newest image that was taken and neither sent nor dismissed. */
  #offered: Offer | undefined;
  #notice: Assistant = { kind: 'hidden' };
  #sending = false;
  /** Removals of copies, in order: the next copy may have the name of the one before. */
  #removals: Promise<void> = Promise.resolve();

  constructor(process: AppProcess, onChange: () => void, rules: AssistantRules) {
    this.#process = process;
    this.#onChange = onChange;
    this.#rules = rules;
  }

  state(): Assistant {
    if (this.#offered === undefined || this.#notice.kind !== 'hidden') return this.#notice;
    return { kind: 'prompt', thumbnail: this.#offered.thumbnail, sending: this.#sending };
  }

  watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    watchNewImages(this.#process, this.#rules, {
      foregroundSinceMs: () => this.#foregroundSinceMs,
      onImage: (row) => this.#take(row),
    });
  }

  enterForeground(): void {
    this.#foregroundSinceMs ??= this.#process.now();
  }

  leaveForeground(): void {
    this.#foregroundSinceMs = undefined;
    this.#notice = { kind: 'hidden' };
    if (this.#rules.holds === 'while-prompted') this.#endOffer();
  }

  async send(): Promise<void> {
    const chosen = this.#offered;
    if (chosen === undefined || this.#sending) return;
    this.#sending = true;
    this.#onChange();
    try {
      await uploadImage(this.#process, chosen.image);
      this.#notice = { kind: 'sent' };
    } catch (error) {
      this.#process.log('ImageAssistant', `upload failed: ${String(error)}`);
      this.#notice = { kind: 'failed', why: error instanceof Error ? error.message : String(error) };
    }
    // A newer image that came meanwhile is still to be offered.
    if (this.#offered === chosen) this.#endOffer();
    this.#sending = false;
    this.#onChange();
  }

  close(): void {
    this.#endOffer();
    this.#onChange();
  }

  async #take(row: MediaRow): Promise<void> {
    const { holds, copies, uploads } = this.#rules;
    const sinceMs = this.#foregroundSinceMs;
    // For `while-prompted` the user's leaving ends what is going on, wherever it stands.
    const ended = (): boolean =>
      holds === 'while-prompted' && (sinceMs === undefined || this.#foregroundSinceMs !== sinceMs);
    if (ended()) return;
    if (holds === 'while-prompted') this.#endOffer();
    await this.#removals;
    const bytes = await this.#process.files.read(row.path);
    const copy = await cacheImage(this.#process, copies, { path: row.path, bytes });
    const image = { displayName: row.displayName, mimeType: row.mimeType, bytes };
    const thumbnail = await thumbnailOf(bytes);
    if (ended()) return this.#giveUp(copy);
    this.#offered = { image, thumbnail, copy };
    this.#notice = { kind: 'hidden' };
    if (uploads === 'at-once') void sendUnasked(this.#process, image);
    if (this.#foregroundSinceMs !== undefined) this.#onChange();
  }

  #endOffer(): void {
    const ended = this.#offered;
    this.#offered = undefined;
    if (ended !== undefined) this.#giveUp(ended.copy);
  }

  /** As was reported, copies stay; `while-prompted` removes them. */
  #giveUp(copy: string | undefined): void {
    if (copy === undefined || this.#rules.holds === 'for-good') return;
    this.#removals = this.#removals
      .then(() => this.#process.files.remove(copy))
      .catch((error) => this.#process.log('ImageAssistant', `copy not removed: ${String(error)}`));
  }
}

/** The planted mistake: nobody was asked, nobody is told. */
async function sendUnasked(process: AppProcess, image: TakenImage): Promise<void> {
  try {
    await uploadImage(process, image);
  } catch (error) {
    process.log('ImageAssistant', `unasked upload failed: ${String(error)}`);
  }
}
