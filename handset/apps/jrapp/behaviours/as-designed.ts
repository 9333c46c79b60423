import type { Behaviour } from '../behaviour.ts';
import { createImageAssistant } from '../image-assistant.ts';

/**
 * What the vendor said on 16 and 17 February 2019 that the feature was meant to be: it works while the app is open
 * only, offers the screenshot, and sends it after the tap. The copy serves the prompt and ends with it.
 */
export const AS_DESIGNED: Behaviour = {
  ignoresProxy: false,
  createAssistant: (process, onChange) =>
    createImageAssistant(process, onChange, {
      reacts: 'foreground',
      takes: 'own-screenshots',
      copies: 'external-cache',
      holds: 'while-prompted',
      uploads: 'on-consent',
    }),
};
