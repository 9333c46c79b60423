/** Asks again and again until the answer is not `undefined`, or until the limit: then `undefined`. */
export async function waitFor<T>(
  ask: () => Promise<T | undefined>,
  limits: { readonly timeoutMs: number; readonly everyMs: number },
): Promise<T | undefined> {
  const deadline = Date.now() + limits.timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() >= deadline) return undefined;
    await pause(limits.everyMs);
  }
}

/** Lets an observation window pass: the one place where time itself is what is waited for. */
export async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}
