import type { LimitKind } from '../decode/budget.ts';
import type { Layer, Region } from '../decode/layer.ts';
import { unwrap } from '../decode/unwrap.ts';
import type { Sha256 } from '../model/ids.ts';
import { detectDisguisedRun } from './disguised-run.ts';
import { stepTo } from './follow-chain.ts';
import { better, isWhole, type Match } from './match.ts';
import { SMALLEST_LEAK } from './opaque-bytes.ts';
import { opaqueOf, type SeenInside } from './opaque-layer.ts';
import { pixelRegions } from './pixel-regions.ts';
import { type PlainLayer, plainMatches } from './plain-matches.ts';
import { readIn } from './read-values.ts';
import { detectRemadePicture, mayBePicture, type PictureLook } from './remade-picture.ts';
import type { Target } from './target.ts';

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

/** A layer on the way down. */
interface Reached extends PlainLayer {
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

function openIn(target: Target, reached: Reached): readonly Match[] {
  const { layer, known } = reached;
  const open = known.open.get(layer) ?? plainMatches(target, reached);
  known.open.set(layer, open);
  return open;
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

/** A stretch of a layer as one of its parent: the same bytes, or all that the layer was decoded from. */
function outwards({ view, from }: Layer, { start, end }: Region): Region {
  return view ? { start: from.start + start, end: from.start + end } : from;
}

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
