import { createHash } from 'node:crypto';
import type { LimitKind } from '../decode/budget.ts';
import type { Layer, Region } from '../decode/layer.ts';
import { unwrap } from '../decode/unwrap.ts';
import type { Finding, Measure, PictureEvidence, SaidValue } from '../model/finding.ts';
import { parseSha256, type Sha256 } from '../model/ids.ts';
import { detectDerivedValues, weight } from './derived-values.ts';
import { detectDisguisedRun } from './disguised-run.ts';
import { stepTo } from './follow-chain.ts';
import { detectLiteralRun, type LiteralRun } from './literal-run.ts';
import { opaqueBytes, SMALLEST_LEAK } from './opaque-bytes.ts';
import { pixelRegions } from './pixel-regions.ts';
import { readIn } from './read-values.ts';
import { detectRemadePicture, mayBePicture, type PictureLook } from './remade-picture.ts';
import type { HashedStimulus, Target } from './target.ts';
import { detectWholeContent } from './whole-content.ts';
import { detectWithoutPlace } from './without-place.ts';

/** A stimulus in a layer of an object, and where in the object that layer came from. */
export interface Match {
  readonly detector: Finding['detector'];
  readonly run: LiteralRun;
  readonly picture?: PictureEvidence;
  /** Of a value: how much of it there is. */
  readonly measure?: Measure;
  readonly value?: SaidValue;
  /** Of a picture that says it: the line in which it was read. */
  readonly line?: string;
  readonly chain: readonly string[];
  /** The stretch of the object from which the matching bytes were decoded; exact where nothing was. */
  readonly from: Region;
}

export interface Searched {
  /** The best match of each stimulus, in the order of the stimuli. */
  readonly matches: readonly Match[];
  /** How many bytes may still hold a copy: they are no text, and none of the decoders read them. */
  readonly opaque: number;
  /**
   * Which limits kept layers from being searched; `pixels`: a picture is larger than what is decoded, `reading`: one was not read, since so
   * many others were.
   */
  readonly reached: readonly (LimitKind | 'pixels' | 'reading')[];
}

/**
 * Searches an object and everything that is packed in it with every detector. Disguises are looked for when bytes are left
 * that nobody can read.
 */
export function searchObject(target: Target, bytes: Uint8Array, sha256: Sha256): Searched {
  const { root, reached } = unwrap(bytes);
  const known = { looks: new Map(), open: new Map(), opaque: new Map() };
  const outermost = { layer: root, chain: [], sha256, above: [], known };
  const open = searchLayer(target, outermost);
  const { matches, opaque } =
    open.opaque < SMALLEST_LEAK ? open : searchLayer(target, { ...outermost, disguised: true });
  const best = target.stimuli.flatMap(({ id }) =>
    matches.filter(({ run }) => run.stimulus === id).slice(0, 1),
  );
  return {
    matches: best,
    opaque: opaque < SMALLEST_LEAK ? 0 : opaque,
    reached: [
      ...reached,
      ...(open.tooLarge ? ['pixels' as const] : []),
      ...(open.unread ? ['reading' as const] : []),
    ],
  };
}

/** A layer on the way down. `above` is what was found in the layer that it is a part of. */
interface Reached {
  readonly layer: Layer;
  readonly chain: readonly string[];
  readonly sha256?: Sha256;
  readonly above?: readonly Region[];
  readonly known: Known;
  /** Disguises are looked for too. */
  readonly disguised?: true;
}

/** What a search saw that the one for disguises would see again. */
interface Known {
  /** Of layers that are pictures. */
  readonly looks: Map<Uint8Array, PictureLook>;
  /** What stands in a layer plainly. */
  readonly open: Map<Layer, readonly Match[]>;
  /** What is opaque of a layer when so much is of those that were decoded from it. */
  readonly opaque: Map<Layer, { readonly inside: readonly number[]; readonly bytes: number }>;
}

interface Seen {
  /** The best first. */
  readonly matches: readonly Match[];
  readonly opaque: number;
  /** A picture was not looked at. */
  readonly tooLarge: boolean;
  /** A picture was not read. */
  readonly unread: boolean;
}

function searchLayer(target: Target, reached: Reached): Seen {
  const { layer, chain, known, disguised } = reached;
  const hidden = disguised ? disguisedIn(target, reached) : [];
  const bytewise = [...openIn(target, reached), ...hidden];
  const look = lookAt(target, reached, bytewise);
  const seenIn = [...bytewise, ...picturesIn(look, reached, bytewise)];
  const reading = readIn(target, layer, chain, seenIn);
  const own = [...seenIn, ...reading.matches];
  const found = own.map(({ from }) => from);
  const seen = layer.children.map((child) => {
    const inner = searchLayer(target, {
      layer: child,
      chain: [...chain, stepTo(child)],
      known,
      ...(child.view && { above: found }),
      ...(disguised && { disguised }),
    });
    return {
      child,
      ...inner,
      matches: inner.matches.map((match) => ({ ...match, from: outwards(child, match.from) })),
    };
  });
  const matches = [...own, ...seen.flatMap((one) => one.matches)].sort(better);
  return {
    matches,
    opaque: opaqueIn(reached, hidden.length === 0, seen, () => [
      ...layer.structure,
      ...found,
      ...(look.cleared ? pixelRegions(layer.bytes) : []),
    ]),
    tooLarge: look.tooLarge || seen.some((one) => one.tooLarge),
    unread: reading.unread || seen.some((one) => one.unread),
  };
}

const NOT_LOOKED: PictureLook = { found: [], cleared: false, tooLarge: false };

/**
 * Bytes say more than any look at them: what a picture of the run shows of another one is that one's, and no trace of its own.
 */
function lookAt(
  { pictures }: Target,
  { layer: { bytes }, known: { looks } }: Reached,
  bytewise: readonly Match[],
): PictureLook {
  if (!mayBePicture(bytes) || bytewise.some((one) => isWhole(one) || one.detector === 'literal-run'))
    return NOT_LOOKED;
  const look = looks.get(bytes) ?? detectRemadePicture(pictures(), bytes);
  looks.set(bytes, look);
  return look;
}

function picturesIn(
  { found }: PictureLook,
  { layer, chain }: Reached,
  bytewise: readonly Match[],
): readonly Match[] {
  const from = { start: 0, end: layer.bytes.length };
  return found
    .filter(
      ({ stimulus }) => !bytewise.some(({ run, value }) => value === undefined && run.stimulus === stimulus),
    )
    .map(({ stimulus, evidence }) => {
      const run = { stimulus, offset: 0, stimulusOffset: 0, length: layer.bytes.length };
      const detector = evidence.noiseShare === undefined ? 'keyed-picture' : 'unmarked-picture';
      return { detector, run, picture: evidence, chain, from };
    });
}

/**
 * A whole copy before runs, what may be known otherwise last, a longer run before a shorter one, and of the same run the one
 * whose way is known best.
 */
function better(a: Match, b: Match): number {
  return rank(a) - rank(b) || b.run.length - a.run.length || b.chain.length - a.chain.length;
}

function rank({ detector, value }: Match): number {
  // What was read off a picture is less plain than what stands there as text.
  if (value !== undefined) return weight(value) + (detector === 'read-text' ? 0.5 : 0);
  return isWhole({ detector }) ? -1 : 0;
}

function isWhole({ detector }: Pick<Match, 'detector'>): boolean {
  return detector === 'whole-content' || detector === 'without-place';
}

function openIn(target: Target, reached: Reached): readonly Match[] {
  const { layer, known } = reached;
  const open = known.open.get(layer) ?? matchesIn(target, reached);
  known.open.set(layer, open);
  return open;
}

function matchesIn(target: Target, { layer, chain, sha256, above }: Reached): readonly Match[] {
  const { stimuli, index } = target;
  const { bytes, view } = layer;
  const match = (detector: Match['detector'], run: LiteralRun): Match => {
    return { detector, run, chain, from: { start: run.offset, end: run.offset + run.length } };
  };
  const whole = wholeCopy(stimuli, bytes, sha256);
  // The bytes of a part have been searched with the whole; runs are in it when some were found there.
  const runs = isSearched(layer, above) ? [] : detectLiteralRun(index, bytes);
  const own = runs.filter(
    ({ stimulus }) => stimulus !== whole?.run.stimulus && stimuli.some(({ id }) => id === stimulus),
  );
  return [
    ...(whole === undefined ? [] : [match(whole.detector, whole.run)]),
    ...own.map((run) => match('literal-run', run)),
    ...(view ? [] : valuesIn(target, bytes, chain)),
  ];
}

/** What the image says, where nothing of its bytes has to stand. */
function valuesIn({ values }: Target, bytes: Uint8Array, chain: readonly string[]): readonly Match[] {
  if (values === undefined) return [];
  return detectDerivedValues(values, bytes).map(({ stimulus, what, offset, length, measure, value }) => ({
    detector: 'derived-value',
    run: { stimulus, offset, stimulusOffset: 0, length },
    measure,
    value,
    chain: [...chain, what],
    from: { start: offset, end: offset + length },
  }));
}

/** Whoever undoes the chain undoes the disguise last. */
function disguisedIn(target: Target, reached: Reached): readonly Match[] {
  const { layer, chain } = reached;
  if (layer.view || openIn(target, reached).some(isWhole)) return [];
  return detectDisguisedRun(target.disguises(), layer.bytes).flatMap(({ disguise, ...run }) => {
    if (!target.stimuli.some(({ id }) => id === run.stimulus)) return [];
    const from = { start: run.offset, end: run.offset + run.length };
    return [{ detector: 'disguised-run', run, chain: [...chain, disguise], from } as const];
  });
}

/** Hashing takes longer than all else, and says nothing of bytes that are more or fewer than a stimulus'. */
function wholeCopy(
  stimuli: readonly HashedStimulus[],
  bytes: Uint8Array,
  sha256: Sha256 | undefined,
): Pick<Match, 'detector' | 'run'> | undefined {
  if (!stimuli.some((one) => one.bytes.length === bytes.length)) return undefined;
  const hash = sha256 ?? parseSha256(createHash('sha256').update(bytes).digest('hex'));
  const copied = detectWholeContent(stimuli, hash);
  const stimulus = copied ?? detectWithoutPlace(stimuli, bytes);
  if (stimulus === undefined) return undefined;
  const detector = copied === undefined ? 'without-place' : 'whole-content';
  return { detector, run: { stimulus, offset: 0, stimulusOffset: 0, length: bytes.length } };
}

function isSearched({ view, from }: Layer, above: readonly Region[] | undefined): boolean {
  return view && above !== undefined && !above.some(({ start, end }) => start < from.end && from.start < end);
}

/** A stretch of a layer as one of its parent: the same bytes, or all that the layer was decoded from. */
function outwards({ view, from }: Layer, { start, end }: Region): Region {
  return view ? { start: from.start + start, end: from.start + end } : from;
}

type SeenInside = readonly { readonly child: Layer; readonly opaque: number }[];

/** As much as before where nothing is explained that was not: so it is of most layers once disguises are looked for. */
function opaqueIn(
  { layer, known }: Reached,
  asBefore: boolean,
  seen: SeenInside,
  explained: () => readonly Region[],
): number {
  const before = known.opaque.get(layer);
  if (asBefore && before?.inside.every((opaque, at) => opaque === seen[at]?.opaque)) return before.bytes;
  const bytes = opaqueOf(layer.bytes, explained(), seen);
  known.opaque.set(layer, { inside: seen.map(({ opaque }) => opaque), bytes });
  return bytes;
}

/**
 * What nobody can read of a layer: its own bytes without the format's, without what was found or seen to be no copy, and
 * without what was decoded in full and understood. Of several readings of the same bytes the one that leaves the least counts.
 */
function opaqueOf(bytes: Uint8Array, explained: readonly Region[], seen: SeenInside): number {
  let opaque = 0;
  const understood = seen
    .filter((one) => one.child.complete && isUnderstood(one.child.bytes, one.opaque))
    .sort((a, b) => a.opaque - b.opaque);
  const used: Region[] = [];
  for (const { child, opaque: inside } of understood) {
    if (child.explains.some((one) => used.some(({ start, end }) => start < one.end && one.start < end)))
      continue;
    used.push(...child.explains);
    opaque += inside;
  }
  return opaque + opaqueBytes(bytes, [...explained, ...used]);
}

/** Nearly all of it: what is short, or a token without a meaning, is not understood by having been decoded. */
function isUnderstood({ length }: Uint8Array, opaque: number): boolean {
  return opaque < SMALLEST_LEAK && opaque * 8 <= length;
}
