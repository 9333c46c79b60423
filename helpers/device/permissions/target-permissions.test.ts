import { describe, expect, it } from 'vitest';
import type { HeldPermission } from '../../model/signal.ts';
import { restoreLine, revokeLine } from './target-permissions.ts';

const READ = 'android.permission.READ_EXTERNAL_STORAGE';
const WRITE = 'android.permission.WRITE_EXTERNAL_STORAGE';
const permission = (name: string, granted: boolean, ...flags: readonly string[]): HeldPermission => ({
  name,
  granted,
  flags,
});
const forget = (verb: 'set' | 'clear', name: string, flag: string): string =>
  `{ pm ${verb}-permission-flags a.b ${name} ${flag} >/dev/null 2>&1 || true; }`;

describe('taking permissions away', () => {
  it('revokes what is granted, and nothing else', () => {
    expect(revokeLine('a.b', [permission(READ, true), permission(WRITE, false)])).toBe(
      `pm revoke a.b ${READ}`,
    );
  });

  it('has the phone forget what was answered before, where it can', () => {
    expect(revokeLine('a.b', [permission(READ, false, 'USER_SET', 'USER_FIXED', 'SYSTEM_FIXED')])).toBe(
      `${forget('clear', READ, 'user-set')} && ${forget('clear', READ, 'user-fixed')}`,
    );
  });

  it('is a line that does nothing where there is nothing to take', () => {
    expect(revokeLine('a.b', [])).toBe('true');
  });
});

describe('putting permissions back', () => {
  it('says of each what it was, whatever it is now', () => {
    expect(restoreLine('a.b', [permission(READ, true, 'USER_SET'), permission(WRITE, false)])).toBe(
      [
        `pm grant a.b ${READ}`,
        forget('set', READ, 'user-set'),
        forget('clear', READ, 'user-fixed'),
        `pm revoke a.b ${WRITE}`,
        forget('clear', WRITE, 'user-set'),
        forget('clear', WRITE, 'user-fixed'),
      ].join(' && '),
    );
  });
});
