import type { UnattendedKind } from '../../model/counter.ts';
import { HarnessError } from '../../model/harness-error.ts';
import { awaitNewImage, knownImages } from '../deliver-stimulus.ts';
import type { RecordingParts } from '../recording/session.ts';
import { openCamera } from '../screens/camera-screen.ts';
import { shellQuote } from '../shell-quote.ts';
import { takePhoto } from '../take-photo.ts';
import { type OpeningsWatch, startOpenings } from './openings-watch.ts';

interface UnattendedImage {
  readonly image: UnattendedKind;
  readonly path: string;
  readonly requestedMs: number;
}

/**
 * Begins to watch openings while the target is stopped, with an image of each kind that nobody but the phone itself can open:
 * how often it does is what later images are held against. `undefined` without root, and where nothing is reported. The
 * screenshot is made on every phone: what it shares with later ones, as the system's bars, is no trace of them.
 */
export async function beginOpenings(
  parts: RecordingParts,
  look: () => Promise<unknown>,
): Promise<OpeningsWatch | undefined> {
  const { superuser, adb, sink, plan } = parts;
  if (superuser === undefined) {
    const screenshot = await makeScreenshot(parts);
    await look();
    if (screenshot !== undefined)
      sink.counter({ kind: 'unattended-image', hostMs: Date.now(), ...screenshot });
    return undefined;
  }
  const start = (): Promise<OpeningsWatch | undefined> =>
    startOpenings({ adb, superuser, sink, nonce: plan.nonce });
  let watch = await start();
  let images = await makeImages(parts);
  // The first image of a kind may have brought its directory about, which was not watched then.
  if (watch !== undefined && images.some(({ path }) => watch?.watches(path) !== true)) {
    await watch.close();
    watch = await start();
    images = await makeImages(parts);
  }
  await adb.attempt('input keyevent 3');
  if (watch === undefined) return undefined;
  await look();
  await checkOpenings(parts, watch, 'start');
  for (const image of images) sink.counter({ kind: 'unattended-image', hostMs: Date.now(), ...image });
  return watch;
}

/** The harness opens a file as an app would: the watch has to report it. */
export async function checkOpenings(
  {
    adb,
    sink,
    plan,
  }: Pick<RecordingParts, 'adb' | 'sink'> & {
    readonly plan: Pick<RecordingParts['plan'], 'nonce'>;
  },
  watch: OpeningsWatch,
  when: 'start' | 'restart' | 'end',
): Promise<void> {
  const path = `/storage/emulated/0/Pictures/telltale-opening-${plan.nonce}-${when}`;
  const file = shellQuote(path);
  await adb.attempt(`echo telltale > ${file} && cat ${file}`);
  const opened = (await watch.take()).filter((one) => one === path);
  await adb.attempt(`rm -f ${file}`);
  // Once to write it, once to read it; the watch for files of a moment may copy it as well.
  const found = opened.length >= 2;
  sink.timeline({
    kind: 'control',
    at: { hostMs: Date.now() },
    control: { name: 'a file that the harness opened', channel: 'reads', found, detail: path },
  });
}

async function makeImages(parts: RecordingParts): Promise<readonly UnattendedImage[]> {
  const { adb, driver } = parts;
  const screenshot = await makeScreenshot(parts);
  const photo = await makeImage(parts, 'photo', async () => {
    await openCamera(driver, adb);
    await takePhoto(driver, adb);
  });
  return [screenshot, photo].flatMap((image) => (image === undefined ? [] : [image]));
}

async function makeScreenshot(parts: RecordingParts): Promise<UnattendedImage | undefined> {
  const press = async () => void (await parts.adb.shell('input keyevent 120'));
  return await makeImage(parts, 'screenshot', press);
}

/** One that cannot be made is held against nothing later: its kind stays unobserved. */
export async function makeImage(
  parts: RecordingParts,
  image: UnattendedImage['image'],
  make: () => Promise<void>,
): Promise<UnattendedImage | undefined> {
  try {
    const before = await knownImages(parts.adb);
    const requestedMs = Date.now();
    await make();
    const made = await awaitNewImage(parts, before);
    return made === undefined ? undefined : { image, path: made.row.path, requestedMs };
  } catch (error) {
    if (!(error instanceof HarnessError) || error.code === 'DEVICE_LOST') throw error;
    const what = `no image of the kind ${image} could be made with the target stopped: ${error.what}`;
    parts.sink.timeline({ kind: 'act', at: { hostMs: Date.now() }, what });
    return undefined;
  }
}
