import { now, type Session } from './session.ts';

/**
 * Undoes, in reverse order, what the steps changed on the phone. A change that cannot be undone is recorded, and does not
 * keep the rest from being undone.
 */
export async function putBack({ parts, changes }: Session): Promise<void> {
  for (const change of changes.splice(0).reverse()) {
    try {
      await change.undo();
    } catch (error) {
      parts.sink.timeline({
        kind: 'fault',
        at: now(),
        code: 'INTERNAL',
        what: `this could not be put back: ${change.what}`,
        why: error instanceof Error ? error.message : String(error),
        remedy: 'look at the phone, and put it back by hand',
      });
    }
  }
}
