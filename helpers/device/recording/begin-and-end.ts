import { allOf } from '../all-of.ts';
import { controlDirect } from '../direct-count.ts';
import { beginOpenings, checkOpenings } from '../openings/unattended.ts';
import { saveUnattended } from '../openings/unattended-saved.ts';
import { sampleSignals } from '../signals/sampler.ts';
import { startSocketWatch } from '../sockets/socket-watch.ts';
import { controlStorage } from '../storage/control-storage.ts';
import { now, type Session } from './session.ts';
import type { Step } from './step.ts';
import { controlUploads } from './upload-controls.ts';

/** What stands before the first scenario and after the last one. */
export const BEGIN_AND_END = {
  /** The state before everything: target not running, baseline, controls planted and found. */
  begin: (): Step => ({
    what: 'lists the phone as it is, plants controls',
    seconds: 11,
    unsampled: true,
    act: begin,
  }),

  /** What is known only when everything is over. */
  end: (): Step => ({
    what: 'plants controls once more, reads the counters for the last time',
    seconds: 5,
    unsampled: true,
    act: end,
  }),
} as const;

async function begin(session: Session): Promise<void> {
  const { parts, watcher, target } = session;
  await parts.conductor.progress('baseline: listing the phone, planting controls');
  session.sockets = await startSocketWatch({
    ...{ adb: parts.adb, sink: parts.sink, nonce: parts.plan.nonce },
    ...{ uid: target.uid, proxyPort: parts.plan.proxyPort },
  });
  await parts.adb.shell(`am force-stop ${target.packageName}`);
  await watcher.pass();
  session.openings = await beginOpenings(parts, () => watcher.pass());
  await sampleSignals(target);
  await plant(session, 'start');
  if (session.openings !== undefined) await saveUnattended(parts, session.openings, () => watcher.pass());
}

async function end(session: Session): Promise<void> {
  const { parts, target } = session;
  await plant(session, 'end');
  await sampleSignals(target);
  if (session.openings !== undefined) await checkOpenings(parts, session.openings, 'end');
}

/** At the end once more: a channel that went blind on the way must not pass for one on which there was nothing. */
async function plant(session: Session, time: 'start' | 'end'): Promise<void> {
  const nonce = `${session.parts.plan.nonce}-${time}`;
  await allOf([plantInStorage(session, nonce), controlUploads(session, time), sendDirectly(session)]);
}

async function sendDirectly({ parts: { adb, sink } }: Session): Promise<void> {
  const control = await controlDirect(adb);
  // Without one the counters are missing, which is said as such.
  if (control !== undefined) sink.timeline({ kind: 'control', at: now(), control });
}

async function plantInStorage({ parts, watcher }: Session, nonce: string): Promise<void> {
  const { adb, superuser, sink } = parts;
  await controlStorage({ adb, superuser, sink }, { watcher, roots: await watcher.roots(), nonce });
}
