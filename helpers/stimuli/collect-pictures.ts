/**
 * Gives back the memory of pictures that are no longer used. They are drawn and decoded outside of what V8 counts, so
 * that by itself it would let them lie until the process ends. Without Node's `--expose-gc` it does nothing.
 */
export function collectPictures(): void {
  globalThis.gc?.();
}
