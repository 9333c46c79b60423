import type { AppProcess } from '../../app-parts.ts';
import type { ImageAssistant } from './image-assistant.ts';

/** What tells one re-enacted JD Finance from another. Each lies in a file of its own in `behaviours/`. */
export interface Behaviour {
  /** Opens its own sockets, past the phone's proxy setting. */
  readonly ignoresProxy: boolean;
  /** The feature 图片助手 in a fresh process. `onChange` is called when what is to be shown has changed. */
  createAssistant(process: AppProcess, onChange: () => void): ImageAssistant;
}
