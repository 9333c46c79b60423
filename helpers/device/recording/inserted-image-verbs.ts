import path from 'node:path';
import { HarnessError } from '../../model/harness-error.ts';
import type { PageKind, SavedImageShape } from '../../model/run-plan.ts';
import { announceImage, reserveImage, unreserveLine } from '../insert-image.ts';
import { pause } from '../wait.ts';
import { deliver } from './deliver.ts';
import { savedPageOf } from './page-of.ts';
import { now, type Session } from './session.ts';
import type { Step } from './step.ts';

/** Listeners of the era take a row for a new image up to ten seconds after `date_added`, which counts whole seconds. */
const LATE_MS = 11_000;

/** Images that adb's shell saves as any app may: no screen is needed, nor lit, and the row can come before the image. */
export const INSERTED_IMAGE_VERBS = {
  insertedImage: (id: string, kind: PageKind, shape: SavedImageShape): Step => ({
    what: `saves the image ${id} without a screen (${kind} page, ${shape.name} name, ${shape.size})`,
    seconds: 2,
    page: { stimulus: id, kind, saved: shape },
    act: async (session) => {
      // The row must not grow old while the image is still being drawn.
      await session.parts.conductor.drawn(id);
      await reserve(session, id);
      await announce(session, id, { lateMs: 0 });
    },
  }),

  /** What takes long to be made has its row first: `announceReserved` brings the image. */
  reserveImage: (id: string, kind: PageKind, shape: SavedImageShape): Step => ({
    what: `reserves a row of MediaStore for the image ${id} (${kind} page, ${shape.name} name, ${shape.size})`,
    seconds: 1,
    page: { stimulus: id, kind, saved: shape },
    act: (session) => reserve(session, id),
  }),

  /** So late that the row is too old for those who look at its `date_added`. */
  announceReserved: (id: string): Step => ({
    what: `brings the image ${id}, more than ten seconds after its row`,
    seconds: 3,
    act: (session) => announce(session, id, { lateMs: LATE_MS }),
  }),
} as const;

/** A phone that does not allow it has no such stimulus, which `announce` says. */
async function reserve(session: Session, id: string): Promise<void> {
  const { adb, plan, sink, conductor } = session.parts;
  const { sdk } = plan.run.device;
  const name = nameOf(session, id);
  const what = `a row of MediaStore for ${name}`;
  await conductor.owe(what, unreserveLine(sdk, name));
  session.changes.push({ what, undo: () => conductor.restore(what) });
  try {
    session.reserved.set(id, await reserveImage(adb, sdk, name));
  } catch (error) {
    if (!(error instanceof HarnessError) || error.code !== 'STIMULUS_UNDELIVERED') throw error;
    sink.timeline({ kind: 'act', at: now(), what: `${error.what}: ${error.why}` });
  }
}

async function announce(
  session: Session,
  id: string,
  { lateMs }: { readonly lateMs: number },
): Promise<void> {
  const { parts } = session;
  const { sdk } = parts.plan.run.device;
  const page = savedPageOf(session, id);
  const reserved = session.reserved.get(id);
  const file = await parts.conductor.drawn(id);
  if (lateMs > 0) session.late.add(id);
  if (reserved !== undefined) await pause(Math.max(0, reserved.byMs + lateMs - Date.now()));
  await deliver(session, {
    id,
    kind: 'saved-image',
    savedBy: 'insert',
    made: `an insert into MediaStore by adb's shell${lateMs === 0 ? '' : `, announced ${lateMs / 1000} s after its date_added or later`}`,
    canaries: page.canaries,
    showsCode: page.code,
    unmarkedFile: page.unmarkedFile,
    make: async () => {
      if (reserved === undefined) throw notReserved(id);
      await announceImage(parts.adb, sdk, { name: reserved.name, file });
    },
  });
}

/** By the address under which the browser would download it. */
function nameOf(session: Session, id: string): string {
  return path.posix.basename(new URL(savedPageOf(session, id).saveUrl).pathname);
}

function notReserved(id: string): HarnessError {
  return new HarnessError('STIMULUS_UNDELIVERED', {
    what: `the image ${id} could not be saved`,
    why: 'the phone made no row for it',
    remedy: 'see the timeline for what the phone said',
  });
}
