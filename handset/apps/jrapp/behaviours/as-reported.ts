import type { Behaviour } from '../behaviour.ts';
import { type AssistantRules, createImageAssistant } from '../image-assistant.ts';

/** What users reported of 5.0.5 in February 2019. The planted variants start from it. */
export const REPORTED_RULES: AssistantRules = {
  reacts: 'always',
  takes: 'every-new-image',
  copies: 'external-cache',
  holds: 'for-good',
  uploads: 'on-consent',
};

export const AS_REPORTED: Behaviour = {
  ignoresProxy: false,
  createAssistant: (process, onChange) => createImageAssistant(process, onChange, REPORTED_RULES),
};
