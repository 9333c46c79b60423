import { buildValueIndex, type CanariedStimulus } from '../detectors/derived-values.ts';
import { evidenceRegions } from '../detectors/evidence-regions.ts';
import { type Examined, findStimuli } from '../detectors/find-stimuli.ts';
import { readingWith } from '../detectors/picture-reading.ts';
import { markOf } from '../detectors/picture-target.ts';
import { isPictureFile } from '../detectors/remade-picture.ts';
import type { Searched } from '../detectors/search-object.ts';
import { type HashedStimulus, targetOf } from '../detectors/target.ts';
import { SHORTEST_RUN } from '../detectors/window-filter.ts';
import type { KnownStimulus, WindowIndex } from '../detectors/window-index.ts';
import type { Artifact } from '../model/artifact.ts';
import type { Bundle } from '../model/bundle.ts';
import type { Finding } from '../model/finding.ts';
import type { Flow } from '../model/flow.ts';
import type { Gap } from '../model/gap.ts';
import { parseStimulusId, type StimulusId } from '../model/ids.ts';
import type { Steps } from '../model/steps.ts';
import type { Stimulus } from '../model/stimulus.ts';
import type { RecognizeText } from '../model/text-reader.ts';
import { hostMatches } from './attribution.ts';
import { findInJoinedParts, type Part } from './joined-parts.ts';
import { settleValues } from './known-otherwise.ts';
import { isThumbnail, rawCaptures, stimulusPaths } from './own-files.ts';
import { type Search, searcher } from './searcher.ts';
import { type SentBytes, sentBytesOf } from './sent-bytes.ts';
import { headsOf } from './sent-heads.ts';
import { settleShown } from './shown-in-screenshots.ts';

export interface Examination {
  readonly findings: readonly Finding[];
  /** What may be known without looking at an image. */
  readonly hints: readonly Finding[];
  /** Where a detector could not look. */
  readonly gaps: readonly Gap[];
  /** How everything was searched; what it has searched before costs nothing. */
  readonly search: Search;
}

/**
 * Runs the detectors over every artifact of the bundle and over everything that the phone sent, one in a step. Node gives
 * back what a picture was decoded to when its loop has a turn, and not before: without a pause a run's pictures are a gigabyte.
 */
export function* examining(bundle: Bundle, recognizeText: RecognizeText): Steps<Examination> {
  const findings: Finding[] = [];
  const gaps: Gap[] = [];
  const stimuli = storedStimuli(bundle, gaps);
  const values = buildValueIndex(stimuli, { weak: true });
  const target = { ...targetOf(stimuli, siblings(bundle), values), reading: readingWith(recognizeText) };
  const { index } = target;
  gaps.push(...bundle.stimuli.filter(({ id }) => isUnsearchable(index, id)).map(unsearchable));
  const own = stimulusPaths(bundle);
  const captures = rawCaptures(bundle);
  const { search, searchReading } = searcher(target);
  const parts: Part[] = [];
  function* look(examined: Examined | undefined, flow?: Flow): Steps<void> {
    if (examined === undefined) return;
    if (showsAnother(stimuli, examined)) yield* target.preparing();
    parts.push({ ...examined, bytes: examined.bytes.length, ...(flow !== undefined && { flow }) });
    const concerned = concernsImages(bundle, examined);
    const { matches, reached } = (concerned ? searchReading : search)(examined.bytes, examined.sha256);
    findings.push(...findStimuli(matches, examined));
    if (concerned) gaps.push(...cutOff(examined, reached));
    yield;
  }
  for (const artifact of bundle.artifacts) {
    const { path, reach } = artifact;
    if (own.has(path) || isThumbnail(artifact)) continue;
    if (reach === 'shared-storage' && captures.has(path)) continue;
    yield* look(examinedArtifact(bundle, artifact, gaps));
  }
  for (const flow of bundle.flows) {
    const sent = sentBytesOf(flow);
    if (sent !== undefined) yield* look(examinedBytes(bundle, sent, gaps), flow);
    if (flow.kind === 'exchange') for (const head of headsOf(flow)) yield* look(head);
  }
  findings.push(...findInJoinedParts(bundle, parts, search));
  const settled = settleShown(
    bundle,
    target,
    findings.flatMap((one) => afterRequest(bundle, one)),
  );
  const valued = settleValues(bundle, settled.findings, search);
  return {
    findings: valued.findings,
    hints: valued.hints,
    gaps: [...gaps, ...settled.gaps, ...valued.gaps],
    search,
  };
}

/** A picture, and no whole copy: its pixels may have to be looked at. */
function showsAnother(stimuli: readonly HashedStimulus[], { bytes, sha256 }: Examined): boolean {
  return isPictureFile(bytes) && !stimuli.some((one) => one.sha256 === sha256);
}

/**
 * Nothing derived from an image is older than the request for it: a file that was listed before and after came about since
 * then, and what was there before only looks like it.
 */
function afterRequest(bundle: Bundle, finding: Finding): readonly Finding[] {
  const stimulus = bundle.stimuli.find(({ id }) => id === finding.stimulus);
  if (stimulus === undefined || finding.during.toMs < stimulus.requested.hostMs) return [];
  // A flow's start stays what it is: a consent covers what began after it, and nothing that was under way.
  if (finding.place.kind === 'flow') return [finding];
  const fromMs = Math.max(finding.during.fromMs, stimulus.requested.hostMs);
  return [{ ...finding, during: { ...finding.during, fromMs } }];
}

/** So many are enough to know the system's bars by. */
const MOST_SIBLINGS = 8;
/** No screenshot is larger, and the index takes ten times as much. */
const LARGEST_SIBLING_BYTES = 16 * 1024 * 1024;

/**
 * The images that the harness made before any stimulus was asked for, a screenshot of the home screen among them. What they share with a stimulus, as the system's bars encoded alike, is no trace of it in anybody's file.
 */
function siblings(bundle: Bundle): readonly KnownStimulus[] {
  const firstMs = Math.min(...bundle.stimuli.map(({ requested }) => requested.hostMs));
  const made = new Set(
    bundle.counters.flatMap((sample) =>
      sample.kind === 'unattended-image' && (sample.image === 'screenshot' || sample.image === 'photo')
        ? [sample.path]
        : [],
    ),
  );
  const known = new Map<string, Uint8Array>();
  for (const { path, reach, content, seenMs } of bundle.artifacts) {
    if (!made.has(path) || reach !== 'shared-storage') continue;
    if (content.kind !== 'stored' || seenMs >= firstMs) continue;
    if (content.bytes > LARGEST_SIBLING_BYTES) continue;
    const bytes = bundle.contentOf(content.sha256);
    if (bytes !== undefined && isPicture(bytes)) known.set(content.sha256, bytes);
  }
  return [...known]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, MOST_SIBLINGS)
    .map(([sha256, bytes]) => ({ id: parseStimulusId(`sibling-${sha256.slice(0, 16)}`), bytes }));
}

/** PNG or JPEG, by their first bytes. */
function isPicture(bytes: Uint8Array): boolean {
  return (bytes[0] === 0x89 && bytes[1] === 0x50) || (bytes[0] === 0xff && bytes[1] === 0xd8);
}

function storedStimuli(bundle: Bundle, gaps: Gap[]): readonly (HashedStimulus & CanariedStimulus)[] {
  return bundle.stimuli.flatMap((stimulus) => {
    if (stimulus.delivery.kind === 'undelivered') return [];
    const { sha256 } = stimulus.delivery;
    const bytes = bundle.contentOf(sha256);
    if (bytes !== undefined)
      return [
        {
          id: stimulus.id,
          sha256,
          bytes,
          canaries: stimulus.canaries,
          mark: markOf(stimulus.canaries, drawingOf(bundle, stimulus)),
        },
      ];
    gaps.push(unstored(stimulus));
    return [];
  });
}

function drawingOf(bundle: Bundle, { unmarked }: Stimulus): Uint8Array | undefined {
  return unmarked === undefined ? undefined : bundle.contentOf(unmarked);
}

function unstored(stimulus: Stimulus): Gap {
  return {
    code: 'stimulus-unstored',
    scenario: stimulus.scenario,
    stimulus: stimulus.id,
    because: `the bundle does not hold the bytes of the stimulus ${stimulus.id}, so nothing can be compared with it`,
    remedy: 'judge the complete bundle',
  };
}

/** Too few bytes of its own: parts of it would pass unseen. */
function isUnsearchable(index: WindowIndex, id: StimulusId): boolean {
  const known = index.stimuli.find((one) => one.id === id);
  if (known === undefined) return false; // Undelivered or unstored, and said so.
  const own = evidenceRegions(known.bytes).reduce((sum, { start, end }) => sum + end - start, 0);
  return own < SHORTEST_RUN;
}

function unsearchable({ id, scenario }: Stimulus): Gap {
  return {
    code: 'decode-limit',
    scenario,
    stimulus: id,
    because: `the format of the stimulus ${id} is not understood, or it shows next to nothing: parts of it would not be recognised`,
    remedy: 'repeat the run with a PNG or JPEG image that is not empty',
  };
}

function examinedArtifact(bundle: Bundle, artifact: Artifact, gaps: Gap[]): Examined | undefined {
  const during = { fromMs: artifact.notBeforeMs ?? artifact.seenMs, toMs: artifact.seenMs };
  const missing = (because: string): undefined => {
    const remedy = 'repeat the run, or pull the file by hand';
    gaps.push({
      code: 'file-unreadable',
      channel: artifact.reach,
      during,
      because: `${artifact.path}: ${because}`,
      remedy,
    });
  };
  switch (artifact.content.kind) {
    case 'not-pulled':
    case 'removed':
      return undefined;
    case 'unreadable':
      return missing(artifact.content.because);
    case 'stored': {
      const { sha256 } = artifact.content;
      const bytes = bundle.contentOf(sha256);
      if (bytes === undefined) return missing('the bundle does not hold its content');
      const place = { kind: 'artifact', artifact: artifact.id, path: artifact.path } as const;
      return { place, channel: artifact.reach, sha256, bytes, during };
    }
  }
}

function examinedBytes(bundle: Bundle, sent: SentBytes, gaps: Gap[]): Examined | undefined {
  const { place, flow, host, during } = sent;
  const { sha256, bytes: length } = sent.body;
  if (length === 0) return undefined;
  const bytes = bundle.contentOf(sha256);
  if (bytes !== undefined) return { place, channel: 'traffic', sha256, bytes, during };
  gaps.push({
    code: 'traffic-unreadable',
    channel: 'traffic',
    flow,
    during,
    because: `the bundle does not hold the ${length} bytes that were sent to ${host} (${flow})`,
    remedy: 'judge the complete bundle',
  });
  return undefined;
}

/** What was there before any image, or is the harness' own, can hold none. */
function concernsImages(bundle: Bundle, { place, during }: Examined): boolean {
  if (place.kind === 'flow') return !hostMatches(place.host, bundle.run.harnessHosts);
  return bundle.stimuli.some(({ requested }) => requested.hostMs <= during.toMs);
}

/** A detector could not look where no layer was made any more. */
function cutOff({ place, channel, during }: Examined, reached: Searched['reached']): readonly Gap[] {
  if (reached.length === 0) return [];
  const what = place.kind === 'artifact' ? place.path : `what was sent to ${place.host} (${place.flow})`;
  return [
    {
      code: 'decode-limit',
      channel,
      ...(place.kind === 'flow' && { flow: place.flow }),
      during,
      because: `${what} is packed too deep, unpacks to too much, or holds too large a picture, or one too many to be read: not all of it was looked at (limit of ${reached.join(', ')})`,
      remedy: 'unpack it by hand and look at what is in it',
    },
  ];
}
