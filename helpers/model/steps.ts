/** Long work that can be paused after each of its steps, and says at last what it came to. Pauses change nothing of that. */
export type Steps<Outcome> = Generator<undefined, Outcome>;

/** All of it without a pause. */
export function atOnce<Outcome>(steps: Steps<Outcome>): Outcome {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** All of it, with a turn of Node's loop after each step: only then is given back what lies outside of V8's memory. */
export async function byTurns<Outcome>(steps: Steps<Outcome>): Promise<Outcome> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await new Promise((turned) => setImmediate(turned));
  }
}
