import { readFile } from 'node:fs/promises';
import { HarnessError } from '../model/harness-error.ts';
import { parseStimulusId, type ScenarioId } from '../model/ids.ts';
import type { Moment } from '../model/moment.ts';
import type { Canary, Delivery, ImageSaver, Stimulus, StimulusKind } from '../model/stimulus.ts';
import { collectPictures } from '../stimuli/collect-pictures.ts';
import { readCode } from '../stimuli/read-code.ts';
import type { Adb } from './adb.ts';
import { allOf } from './all-of.ts';
import { type MediaStoreRow, queryImages } from './media-store.ts';
import type { ObservedState } from './process-state.ts';
import type { RecordingSink } from './recording-sink.ts';
import { readSettled, settledCommand } from './settled-file.ts';
import { waitFor } from './wait.ts';

/** One stimulus that is about to be made. */
export interface StimulusOrder {
  readonly id: string;
  readonly scenario: ScenarioId;
  readonly kind: StimulusKind;
  /** Of a saved image. */
  readonly savedBy?: ImageSaver;
  readonly made: string;
  readonly canaries: readonly Canary[];
  /** What is known only when the image is there, e.g. of a photo's EXIF data. */
  readonly canariesIn?: (bytes: Uint8Array) => readonly Canary[];
  /** A QR code that has to be readable on the image: without it, it is another image than the one that was meant. */
  readonly showsCode?: string;
  /** On the host: the drawing that it shows, without its mark. */
  readonly unmarkedFile?: string;
  /** Does it: presses the key, taps the shutter. `STIMULUS_UNDELIVERED` when the phone does not let it. */
  readonly make: () => Promise<void>;
  /** What holds beside the target's state, looked at when the image has been made. */
  readonly observeCircumstances: () => Promise<Pick<Stimulus, 'circumstances' | 'circumstancesProof'>>;
  /** The target's state at the moment of delivery. */
  readonly observeState: () => Promise<ObservedState>;
}

interface DeliveryParts {
  readonly adb: Adb;
  readonly sink: RecordingSink;
}

/** Until a download is there as well, and on a phone that is busy. */
const DELIVERY_TIMEOUT_MS = 30_000;
const POLL_MS = 100;
const NO_ROW = `no new MediaStore row with settled bytes within ${DELIVERY_TIMEOUT_MS / 1000} s`;

/**
 * Makes one image on the phone and waits for the proof that it was delivered: a MediaStore row that was not there
 * before, and a file whose size has settled. Records the stimulus either way; an undelivered one is a gap.
 */
export async function deliverStimulus(parts: DeliveryParts, order: StimulusOrder): Promise<Stimulus> {
  const id = parseStimulusId(order.id);
  const before = await knownImages(parts.adb);
  const requested: Moment = { hostMs: Date.now() };
  parts.sink.timeline({ kind: 'stimulus-requested', at: requested, stimulus: id });
  const refusal = await refusalOf(order.make);
  // Both are of the moment at which the image came about: neither waits for the other.
  const [state, image] = await allOf([
    order.observeState(),
    refusal === undefined ? awaitNewImage(parts, before) : Promise.resolve(undefined),
  ]);
  const { delivery, canaries } =
    image === undefined
      ? { delivery: undelivered(refusal ?? NO_ROW), canaries: [] }
      : await recognise(parts, image, order);
  const stimulus: Stimulus = {
    id,
    scenario: order.scenario,
    kind: order.kind,
    ...(order.savedBy === undefined ? {} : { savedBy: order.savedBy }),
    made: order.made,
    requested,
    canaries: [...order.canaries, ...canaries, ...fileNameCanary(delivery)],
    ...(await keptDrawing(parts.sink, order, delivery)),
    processState: state.state,
    processStateProof: state.proof,
    ...(await order.observeCircumstances()),
    delivery,
  };
  collectPictures();
  parts.sink.stimulus(stimulus);
  parts.sink.timeline({ kind: 'stimulus-settled', at: delivery.at, stimulus: id });
  return stimulus;
}

/** Why the phone does not let the image be made; `undefined` when it does. */
async function refusalOf(make: StimulusOrder['make']): Promise<string | undefined> {
  try {
    await make();
    return undefined;
  } catch (error) {
    if (error instanceof HarnessError && error.code === 'STIMULUS_UNDELIVERED')
      return `${error.what}: ${error.why}`;
    throw error;
  }
}

/** The ids of the images that MediaStore has. */
export async function knownImages(adb: Adb): Promise<ReadonlySet<number>> {
  return new Set((await queryImages(adb)).map((row) => row.id));
}

/** An image whose bytes have settled. */
interface SettledImage {
  readonly row: MediaStoreRow;
  readonly bytes: Buffer;
  readonly settled: Moment;
}

/** Waits for an image that is not among these, and whose bytes have settled. */
export async function awaitNewImage(
  parts: DeliveryParts,
  before: ReadonlySet<number>,
): Promise<SettledImage | undefined> {
  return await waitFor(() => newSettledImage(parts, before), {
    timeoutMs: DELIVERY_TIMEOUT_MS,
    everyMs: POLL_MS,
  });
}

async function newSettledImage(
  { adb, sink }: DeliveryParts,
  before: ReadonlySet<number>,
): Promise<SettledImage | undefined> {
  const fresh = (await queryImages(adb)).filter((row) => !before.has(row.id) && row.bytes > 0);
  const row = fresh.sort((a, b) => b.id - a.id)[0];
  if (row === undefined) return undefined;
  const look = readSettled(await adb.bytes(settledCommand(row.path)));
  const times = look.openings;
  if (times > 0) sink.counter({ kind: 'own-openings', hostMs: Date.now(), path: row.path, times });
  return look.bytes === undefined ? undefined : { row, bytes: look.bytes, settled: { hostMs: Date.now() } };
}

/** What the image is, now that it is there: another one may have taken its place. */
async function recognise(
  { sink }: DeliveryParts,
  { row, bytes, settled }: SettledImage,
  { showsCode, canariesIn }: StimulusOrder,
): Promise<{ readonly delivery: Delivery; readonly canaries: readonly Canary[] }> {
  if (showsCode !== undefined && (await readCode(bytes)) !== showsCode) {
    const because = `${row.path} does not show the QR code of the page that was on the screen`;
    return { delivery: undelivered(because), canaries: [] };
  }
  const delivery: Delivery = {
    kind: 'delivered',
    path: row.path,
    mediaStoreRow: row.line,
    bytes: bytes.length,
    sha256: await sink.storeObject(bytes),
    at: settled,
  };
  return { delivery, canaries: canariesIn?.(bytes) ?? [] };
}

/** What is compared with pictures later has to be in the bundle: it cannot be drawn again alike by other versions. */
async function keptDrawing(
  sink: RecordingSink,
  { unmarkedFile }: StimulusOrder,
  { kind }: Delivery,
): Promise<Pick<Stimulus, 'unmarked'>> {
  if (unmarkedFile === undefined || kind === 'undelivered') return {};
  return { unmarked: await sink.storeObject(await readFile(unmarkedFile)) };
}

function undelivered(because: string): Delivery {
  return { kind: 'undelivered', because, at: { hostMs: Date.now() } };
}

function fileNameCanary(delivery: Delivery): readonly Canary[] {
  if (delivery.kind === 'undelivered') return [];
  const name = delivery.path.split('/').at(-1);
  return name === undefined ? [] : [{ kind: 'file-name', value: name }];
}
