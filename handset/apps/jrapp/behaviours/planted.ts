import type { Behaviour } from '../behaviour.ts';
import { type AssistantRules, createImageAssistant } from '../image-assistant.ts';
import { REPORTED_RULES } from './as-reported.ts';

/** Nobody reported these. They are planted, to test the harness with: one is better than what was reported, the others worse. */
export const PLANTED: Readonly<Record<string, Behaviour>> = {
  honest: planted({
    reacts: 'foreground',
    takes: 'own-screenshots',
    copies: 'nowhere',
    holds: 'while-prompted',
  }),
  'copies-to-internal': planted({ copies: 'internal-files' }),
  'uploads-in-background': planted({ uploads: 'at-once' }),
  // An upload without consent that no proxy sees: what counts bytes must notice what records flows cannot.
  'uploads-by-own-socket': { ...planted({ uploads: 'at-once' }), ignoresProxy: true },
};

function planted(differences: Partial<AssistantRules>): Behaviour {
  const rules = { ...REPORTED_RULES, ...differences };
  return {
    ignoresProxy: false,
    createAssistant: (process, onChange) => createImageAssistant(process, onChange, rules),
  };
}
