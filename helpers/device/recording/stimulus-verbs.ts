import { openPage } from '../screens/browser-screen.ts';
import { openCamera, pressShutter } from '../screens/camera-screen.ts';
import { deliver } from './deliver.ts';
import { now, type Session } from './session.ts';
import type { Step } from './step.ts';

/** What brings a new image into being on the phone. Each is named by an id that is its own in the run. */
export const STIMULUS_VERBS = {
  /** Shows the bank page in the phone's browser and takes a screenshot of it. */
  screenshotOfBankPage: (id: string): Step => ({
    what: `takes the screenshot ${id} of the bank page`,
    seconds: 4,
    page: 'bank',
    act: (session) => screenshotOfBankPage(session, id),
  }),

  /** Takes a screenshot of whatever the target shows. */
  screenshotOfTarget: (id: string): Step => ({
    what: `takes the screenshot ${id} of the target itself`,
    seconds: 2,
    act: (session) => screenshotOfTarget(session, id),
  }),

  /** Takes a photo with the phone's camera app. */
  photo: (id: string): Step => ({
    what: `takes the photo ${id}`,
    seconds: 3,
    act: (session) => photo(session, id),
  }),
} as const;

async function screenshotOfBankPage(session: Session, id: string): Promise<void> {
  const { parts } = session;
  const page = await parts.conductor.page('bank');
  await openPage(parts.driver, parts.adb, page);
  parts.sink.timeline({ kind: 'act', at: now(), what: `opened ${page.url} in the phone's browser` });
  await checkTrafficControl(session, page.url);
  await deliver(session, {
    id,
    kind: 'screenshot-of-other-app',
    made: 'input keyevent 120',
    canaries: page.canaries,
    showsCode: page.code,
    make: async () => void (await parts.adb.shell('input keyevent 120')),
  });
}

async function screenshotOfTarget(session: Session, id: string): Promise<void> {
  await deliver(session, {
    id,
    kind: 'screenshot-of-target',
    made: 'input keyevent 120',
    canaries: [],
    make: async () => void (await session.parts.adb.shell('input keyevent 120')),
  });
}

async function photo(session: Session, id: string): Promise<void> {
  const { parts } = session;
  await openCamera(parts.driver, parts.adb);
  parts.sink.timeline({ kind: 'act', at: now(), what: 'opened the camera app' });
  await deliver(session, {
    id,
    kind: 'photo',
    made: "a tap on the camera app's shutter",
    canaries: [],
    make: () => pressShutter(parts.driver),
  });
}

/** The page just shown must be among the flows: otherwise the proxy is blind, whatever else it says. */
async function checkTrafficControl({ parts }: Session, url: string): Promise<void> {
  await parts.conductor.settle();
  const found = await parts.conductor.flowSeen(url);
  parts.sink.timeline({
    kind: 'control',
    at: now(),
    control: { name: "a page opened in the phone's browser", channel: 'traffic', found, detail: url },
  });
}
