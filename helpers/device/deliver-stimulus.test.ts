import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseScenarioId, parseSha256 } from '../model/ids.ts';
import type { Stimulus } from '../model/stimulus.ts';
import type { TimelineEvent } from '../model/timeline.ts';
import { blankPicture, codePicture } from '../stimuli/code-picture.fake.ts';
import type { Adb } from './adb.ts';
import { deliverStimulus } from './deliver-stimulus.ts';
import type { RecordingSink } from './recording-sink.ts';

const PATH = '/storage/emulated/0/Pictures/Screenshots/Screenshot_1.png';
const CODE = 'telltale:0123456789abcdef';
/** Any file will do: nobody looks at what it shows here. */
const DRAWING = import.meta.filename;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'Date'] });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('a stimulus', () => {
  it('is delivered when it has a new row, settled bytes, and shows the code that was on the screen', async () => {
    const picture = codePicture(CODE);
    const { stimulus, recorded, stored } = await deliver(picture);
    expect(stimulus.delivery).toMatchObject({ kind: 'delivered', path: PATH, bytes: picture.length });
    expect(stored).toContainEqual(picture);
    expect(recorded).toEqual(['stimulus-requested', 'stimulus-settled']);
    expect(stimulus.canaries).toEqual([
      { kind: 'qr-code', value: CODE },
      { kind: 'file-name', value: 'Screenshot_1.png' },
    ]);
  });

  it.each([
    ['shows an error page instead', blankPicture(), /does not show the QR code/],
    ['shows another page', codePicture('telltale:another'), /does not show the QR code/],
    ['cannot be read back', Buffer.alloc(0), /no new MediaStore row with settled bytes/],
  ])('that %s is recorded as undelivered', async (_, picture, because) => {
    const { stimulus, stored } = await deliver(picture);
    expect(stimulus.delivery).toMatchObject({
      kind: 'undelivered',
      because: expect.stringMatching(because),
    });
    expect(stored).toEqual([]);
  });

  it('that never appears in MediaStore is recorded as undelivered', async () => {
    vi.useFakeTimers();
    const delivered = deliver(undefined);
    await vi.advanceTimersByTimeAsync(31_000);
    const { stimulus } = await delivered;
    vi.useRealTimers();
    expect(stimulus.delivery).toMatchObject({
      kind: 'undelivered',
      because: 'no new MediaStore row with settled bytes within 30 s',
    });
  });

  it('comes with the drawing that it shows, without its mark, when it was delivered', async () => {
    const { stimulus, stored } = await deliver(codePicture(CODE));
    const drawing = readFileSync(DRAWING);
    expect(stored).toContainEqual(drawing);
    expect(stimulus.unmarked).toBe(createHash('sha256').update(drawing).digest('hex'));
    expect((await deliver(blankPicture())).stimulus).not.toHaveProperty('unmarked');
  });

  it('is not taken for settled while its bytes still change', async () => {
    const picture = codePicture(CODE);
    const { stimulus, looks } = await deliver(picture, { settlesAtLook: 3 });
    expect(stimulus.delivery.kind).toBe('delivered');
    expect(looks).toBeGreaterThanOrEqual(3);
  });
});

async function deliver(picture: Buffer | undefined, { settlesAtLook = 1 } = {}) {
  let made = false;
  let looks = 0;
  const adb: Pick<Adb, 'shell' | 'bytes'> = {
    // A row that was there before is not the stimulus.
    shell: async () =>
      `Row: 0 _id=1, _size=9, date_added=1, _data=/storage/emulated/0/DCIM/old.jpg\n${
        made && picture !== undefined ? `Row: 1 _id=2, _size=7, date_added=2, _data=${PATH}\n` : ''
      }`,
    async bytes() {
      looks += 1;
      const bytes = picture ?? Buffer.alloc(0);
      const hashed = createHash('sha1').update(looks < settlesAtLook ? 'half of it' : bytes);
      return Buffer.concat([Buffer.from(`${bytes.length}\n${hashed.digest('hex')}  -\n`), bytes]);
    },
  };
  const recorded: TimelineEvent['kind'][] = [];
  const stimuli: Stimulus[] = [];
  const stored: Uint8Array[] = [];
  const sink: RecordingSink = {
    timeline: ({ kind }) => void recorded.push(kind),
    stimulus: (one) => void stimuli.push(one),
    artifact: () => undefined,
    counter: () => undefined,
    async storeObject(bytes) {
      stored.push(bytes);
      return parseSha256(createHash('sha256').update(bytes).digest('hex'));
    },
  };
  const delivering = deliverStimulus(
    { adb: adb as Adb, sink },
    {
      id: 'bank-screenshot',
      scenario: parseScenarioId('bank-screenshot-in-background'),
      kind: 'screenshot-of-other-app',
      made: 'input keyevent 120',
      observeCircumstances: async () => ({}),
      canaries: [{ kind: 'qr-code', value: CODE }],
      showsCode: CODE,
      unmarkedFile: DRAWING,
      make: async () => {
        made = true;
      },
      observeState: async () => ({ state: 'background', proof: 'procs:1', pids: [4_000] }),
    },
  );
  await vi.advanceTimersByTimeAsync(31_000);
  const stimulus = await delivering;
  expect(stimuli).toEqual([stimulus]);
  return { stimulus, recorded, stored, looks };
}
