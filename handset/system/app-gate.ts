export interface Gate {
  /** The process has ended: nothing of it goes on. */
  closed(): boolean;
  /** Settles once the process may run. */
  opened(): Promise<void>;
}

/**
 * What an app may call, through a gate: what a call gives later is not handed over before the app is thawed, and never
 * once it has ended, so that its code does not go on behind an `await`. Calls that answer at once pass, and so do those
 * that are made when it has ended already: they fail.
 */
export function throughGate<Calls extends object>(calls: Calls, gate: Gate): Calls {
  return new Proxy(calls, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value === 'function') return (...given: unknown[]) => passed(value, given, gate);
      return isGroup(value) ? throughGate(value, gate) : value;
    },
  });
}

function passed(call: CallableFunction, given: readonly unknown[], gate: Gate): unknown {
  const late = gate.closed();
  const answer: unknown = Reflect.apply(call, undefined, [...given]);
  return answer instanceof Promise && !late ? afterwards(answer, gate) : answer;
}

async function afterwards(answer: Promise<unknown>, gate: Gate): Promise<unknown> {
  const [settled] = await Promise.allSettled([answer]);
  await gate.opened();
  if (gate.closed()) await new Promise<never>(() => undefined);
  if (settled.status === 'rejected') throw settled.reason;
  return settled.value;
}

/** Calls in a group of their own, as `files`; everything else stays itself. */
function isGroup(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).length > 0 &&
    Object.values(value).every((one) => typeof one === 'function')
  );
}
