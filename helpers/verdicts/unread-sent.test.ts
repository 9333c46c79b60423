import { describe, expect, it } from 'vitest';
import { noise } from '../detectors/images.fake.ts';
import { atOnce } from '../model/steps.ts';
import { bundleOf, type Change, upload } from './bundle-fixture.fake.ts';
import { examining } from './examine.ts';
import { unreadSent } from './unread-sent.ts';

function sentIn(...changes: readonly Change[]): number {
  const bundle = bundleOf(...changes);
  return unreadSent(bundle, atOnce(examining(bundle, () => '')).search);
}

describe('what was sent and nobody can read', () => {
  it.each([
    ['nothing', [], 0],
    ['text', [upload(Buffer.from('{"note":"hello"}'))], 0],
    ['bytes without a meaning', [upload(noise(3, 1_000))], 1_000],
    ['two of them', [upload(noise(3, 1_000)), upload(noise(4, 500))], 1_500],
    [
      'what the phone’s browser sent to the harness',
      [upload(noise(3, 1_000), { host: 'pages.telltale.test' })],
      0,
    ],
  ] as const)('of %s', (_name, changes, bytes) => {
    expect(sentIn(...changes) - sentIn()).toBe(bytes);
  });
});
