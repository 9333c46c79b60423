/** Waits for all of them, also when one fails, so that nothing goes on behind the caller's back; then the first failure is thrown. */
export async function allOf<T extends readonly unknown[] | []>(
  running: T,
): Promise<{ -readonly [Index in keyof T]: Awaited<T[Index]> }> {
  const ended = await Promise.allSettled(running);
  const failed = ended.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
  return await Promise.all(running);
}
