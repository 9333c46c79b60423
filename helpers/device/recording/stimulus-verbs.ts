import { randomBytes } from 'node:crypto';
import { HarnessError } from '../../model/harness-error.ts';
import type { PageKind, SavedImageShape, StimulusPage } from '../../model/run-plan.ts';
import { positionOf, positionText } from '../../stimuli/canaries.ts';
import { exifCanaries } from '../../stimuli/exif-canaries.ts';
import { allOf } from '../all-of.ts';
import { mockedPosition } from '../mock-position.ts';
import { checkRawCapture } from '../raw-capture.ts';
import { openPage } from '../screens/browser-screen.ts';
import { openCamera } from '../screens/camera-screen.ts';
import { shellLine } from '../shell-quote.ts';
import { takePhoto } from '../take-photo.ts';
import { changePhone } from './change-phone.ts';
import { deliver } from './deliver.ts';
import { pageOf, savedPageOf } from './page-of.ts';
import { now, type Session } from './session.ts';
import type { Step } from './step.ts';

/** What brings a new image into being on the phone. Each is named by an id that is its own in the run. */
export const STIMULUS_VERBS = {
  /** Shows a page of ours in the phone's browser and takes a screenshot of it. */
  screenshotOfPage: (id: string, kind: PageKind): Step => ({
    what: `takes the screenshot ${id} of the ${kind} page`,
    seconds: 4,
    page: { stimulus: id, kind },
    act: (session) => screenshotOfPage(session, id),
  }),

  /** Takes a screenshot of whatever the target shows: it has to be in front. */
  screenshotOfTarget: (id: string): Step => ({
    what: `takes the screenshot ${id} of the target itself`,
    seconds: 2,
    act: (session) => deliverScreenshot(session, id, undefined),
  }),

  /** Takes a photo with the phone's camera app, at a place of its own where the phone lets us say where it is. */
  photo: (id: string): Step => ({
    what: `takes the photo ${id}`,
    seconds: 3,
    act: (session) => photo(session, id),
  }),

  /** Has the phone's browser save an image, as any app may. */
  savedImage: (id: string, kind: PageKind, shape: SavedImageShape): Step => ({
    what: `has the browser save the image ${id} (${kind} page, ${shape.name} name, ${shape.size})`,
    seconds: 3,
    page: { stimulus: id, kind, saved: shape },
    act: (session) => savedImage(session, id),
  }),

  /** The negative control: a raw capture of the screen into a file must not count as a screenshot. */
  captureRaw: (): Step => ({
    what: 'captures the screen into a file, which must not count as a screenshot',
    seconds: 3,
    act: ({ parts }) => checkRawCapture(parts, parts.plan.nonce),
  }),
} as const;

async function screenshotOfPage(session: Session, id: string): Promise<void> {
  const { parts } = session;
  const page = pageOf(session, id);
  await openPage(parts.driver, parts.adb, page);
  parts.sink.timeline({ kind: 'act', at: now(), what: `opened ${page.url} in the phone's browser` });
  // The page is on the screen: what of it the proxy has recorded can be looked for meanwhile.
  await allOf([deliverScreenshot(session, id, page), checkTrafficControl(session, page.url)]);
}

async function deliverScreenshot(
  session: Session,
  id: string,
  page: StimulusPage | undefined,
): Promise<void> {
  await deliver(session, {
    id,
    kind: page === undefined ? 'screenshot-of-target' : 'screenshot-of-other-app',
    made: 'input keyevent 120',
    canaries: page?.canaries ?? [],
    ...(page === undefined ? {} : { showsCode: page.code, unmarkedFile: page.unmarkedFile }),
    make: async () => void (await session.parts.adb.shell('input keyevent 120')),
  });
}

async function photo(session: Session, id: string): Promise<void> {
  const { parts } = session;
  const where = await goToNewPosition(session);
  const known = await openCamera(parts.driver, parts.adb);
  const shutter = known ? '' : '; it shows no shutter that we know';
  parts.sink.timeline({ kind: 'act', at: now(), what: `opened the camera app, ${where}${shutter}` });
  await deliver(session, {
    id,
    kind: 'photo',
    made: known
      ? "a tap on the camera app's shutter"
      : 'the camera key, the volume key or a tap, in the camera app',
    canaries: [],
    canariesIn: exifCanaries,
    make: () => takePhoto(parts.driver, parts.adb),
  });
}

/** Where the phone then is, in words: some phones take no position from us. */
async function goToNewPosition(session: Session): Promise<string> {
  const position = positionOf(randomBytes(8));
  try {
    await changePhone(session, mockedPosition(position));
    return `at ${positionText(position)}`;
  } catch (error) {
    if (!(error instanceof HarnessError) || error.code !== 'ADB_FAILED') throw error;
    return `where the phone is, for it takes no position from us: ${error.why}`;
  }
}

async function savedImage(session: Session, id: string): Promise<void> {
  const { parts } = session;
  const page = savedPageOf(session, id);
  const { saveUrl } = page;
  await deliver(session, {
    id,
    kind: 'saved-image',
    savedBy: 'download',
    made: `a download of ${saveUrl} by the phone's browser`,
    canaries: page.canaries,
    showsCode: page.code,
    unmarkedFile: page.unmarkedFile,
    make: async () =>
      void (await parts.adb.shell(
        shellLine(['am', 'start', '-a', 'android.intent.action.VIEW', '-d', saveUrl]),
      )),
  });
  await checkTrafficControl(session, saveUrl);
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
