/** Waits for all of them, also when one fails, so that nothing goes on behind the caller's back; then the first failure is thrown. */
export async function allOf<T extends readonly unknown[]>(running: {
  readonly [Index in keyof T]: Promise<T[Index]>;
}): Promise<Awaited<T[number]>[] & T> {
  const ended = await Promise.allSettled(running);
  const failed = ended.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
  return (await Promise.all(running)) as Awaited<T[number]>[] & T;
}
