import type { PageRequest } from '../../model/run-plan.ts';
import type { Session } from './session.ts';

/** One step of a recording: what a verb of the scenarios does, in words, in time, and in deed. */
export interface Step {
  /** One line for the timeline and for the plan, e.g. `opens the target`. */
  readonly what: string;
  /** How long it takes on a phone of common speed, without its observation window: for the plan only. */
  readonly seconds: number;
  /** It lets one observation window pass. */
  readonly window?: true;
  /** Before it nothing is asked of the phone: it does so itself, when it is worth it. */
  readonly unsampled?: true;
  /** It only looks, and ends with what is asked before a step: the next one need not ask again. */
  readonly looksOnly?: true;
  /** A page of ours that has to be drawn and served before. */
  readonly page?: PageRequest;
  /** Acts, waits for what can be observed, and records it. */
  readonly act: (session: Session) => Promise<void>;
}

/** Verbs by name: each makes the step that it is with these arguments, and does nothing yet. */
export type StepMakers = Readonly<Record<string, (...words: never[]) => Step>>;

/** The verbs as scenarios call them. None returns anything that a scenario could branch on: so they can be planned. */
export type VerbsOf<Makers extends StepMakers> = {
  readonly [Name in keyof Makers]: (...words: Parameters<Makers[Name]>) => Promise<void>;
};

/** Hands every step that a verb makes to `take`: the recording performs it, the planner counts it. */
export function verbsOf<Makers extends StepMakers>(
  makers: Makers,
  take: (step: Step) => Promise<void>,
): VerbsOf<Makers> {
  const verbs = Object.entries(makers).map(
    ([name, make]) => [name, (...words: never[]) => take(make(...words))] as const,
  );
  // Same names, and each takes what its maker takes: `fromEntries` forgets both.
  return Object.fromEntries(verbs) as unknown as VerbsOf<Makers>;
}
