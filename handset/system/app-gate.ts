/**
 * What an app may call, through a gate: what a call gives later is not handed over before the app is thawed, so that its
 * code does not go on behind an `await` while it is frozen. Calls that answer at once pass.
 */
export function throughGate<Calls extends object>(calls: Calls, opened: () => Promise<void>): Calls {
  return new Proxy(calls, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value === 'function') return (...given: unknown[]) => passed(value, given, opened);
      return isGroup(value) ? throughGate(value, opened) : value;
    },
  });
}

function passed(call: CallableFunction, given: readonly unknown[], opened: () => Promise<void>): unknown {
  const answer: unknown = Reflect.apply(call, undefined, [...given]);
  return answer instanceof Promise ? afterwards(answer, opened) : answer;
}

async function afterwards(answer: Promise<unknown>, opened: () => Promise<void>): Promise<unknown> {
  const [settled] = await Promise.allSettled([answer]);
  await opened();
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
