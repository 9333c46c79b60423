import { describe, expect, it } from 'vitest';
import type { TimelineEvent } from '../../model/timeline.ts';
import { phoneChange } from '../phone-settings.ts';
import { putBack } from './put-back.ts';
import type { Session } from './session.ts';

/** A session with nothing but changes and a timeline. */
function sessionWith(...undo: readonly (() => Promise<void>)[]): {
  readonly session: Session;
  readonly noted: TimelineEvent[];
} {
  const noted: TimelineEvent[] = [];
  const timeline = (event: TimelineEvent): void => void noted.push(event);
  const changes = undo.map((one, index) => phoneChange(timeline, `change ${index + 1}`, one));
  noted.length = 0;
  return { session: { parts: { sink: { timeline } }, changes } as unknown as Session, noted };
}

describe('putting the phone back', () => {
  it('undoes the last change first, each of them once', async () => {
    const order: string[] = [];
    const { session, noted } = sessionWith(
      async () => void order.push('first'),
      async () => void order.push('second'),
    );
    await putBack(session);
    await putBack(session);
    expect(order).toEqual(['second', 'first']);
    expect(noted.map(({ kind }) => kind)).toEqual(['setting-restored', 'setting-restored']);
  });

  it('records what could not be undone, and undoes the rest', async () => {
    const { session, noted } = sessionWith(
      async () => undefined,
      () => Promise.reject(new Error('device offline')),
    );
    await putBack(session);
    expect(noted).toMatchObject([
      { kind: 'fault', what: 'this could not be put back: change 2', why: 'device offline' },
      { kind: 'setting-restored', what: 'change 1' },
    ]);
  });
});
