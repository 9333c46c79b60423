import { detectRemadePicture } from '../detectors/remade-picture.ts';
import type { Target } from '../detectors/target.ts';
import type { Bundle } from '../model/bundle.ts';
import type { Finding, PictureEvidence } from '../model/finding.ts';
import type { Gap } from '../model/gap.ts';
import type { StimulusId } from '../model/ids.ts';
import type { Stimulus } from '../model/stimulus.ts';

/**
 * A screenshot may show another image of the run: as a thumbnail of what the app offers to send, or of what the phone has just
 * taken, in a notification or a preview. What carries that image's key or its noise, or says what it says, may then be made of either of
 * them: it accuses nobody, and is a gap. A picture that shows the image much larger than the screenshot does is none of that.
 */
export function settleShown(
  bundle: Bundle,
  target: Target,
  findings: readonly Finding[],
): { readonly findings: readonly Finding[]; readonly gaps: readonly Gap[] } {
  const shown = new Map<StimulusId, Shown>();
  const shownIn = (screenshot: Stimulus): Shown => {
    const known = shown.get(screenshot.id) ?? picturesIn(bundle, target, screenshot);
    shown.set(screenshot.id, known);
    return known;
  };
  const gaps: Gap[] = [];
  const certain = findings.filter((finding) => {
    if (!isOfWhatIsShown(finding)) return true;
    const doubt = laterScreenshots(bundle, finding).find((screenshot) => {
      const picture = shownIn(screenshot).get(finding.stimulus);
      return picture !== undefined && !isMuchLarger(finding.picture, picture);
    });
    if (doubt !== undefined) gaps.push(gapOf(finding, doubt));
    return doubt === undefined;
  });
  return { findings: certain, gaps };
}

/** By its pixels or by what can be read off them; bytes and hashes are those of one file only. */
function isOfWhatIsShown({ detector, value }: Finding): boolean {
  if (detector === 'keyed-picture' || detector === 'unmarked-picture') return true;
  return value !== undefined && ['digits', 'text', 'qr-code', 'position'].includes(value.kind);
}

/** Those that were made when the image was there, and before this was found. */
function laterScreenshots({ stimuli }: Bundle, { stimulus, during }: Finding): readonly Stimulus[] {
  const first = stimuli.find(({ id }) => id === stimulus)?.requested.hostMs ?? 0;
  return stimuli.filter(
    ({ id, kind, requested }) =>
      id !== stimulus &&
      (kind === 'screenshot-of-target' || kind === 'screenshot-of-other-app') &&
      requested.hostMs >= first &&
      requested.hostMs <= during.toMs,
  );
}

type Shown = ReadonlyMap<StimulusId, PictureEvidence>;

function picturesIn(bundle: Bundle, target: Target, { delivery }: Stimulus): Shown {
  const bytes = delivery.kind === 'delivered' ? bundle.contentOf(delivery.sha256) : undefined;
  if (bytes === undefined) return new Map();
  const { found } = detectRemadePicture(target.pictures(), bytes);
  return new Map(found.map(({ stimulus, evidence }) => [stimulus, evidence]));
}

/** Nobody enlarges a thumbnail to twice its size by accident, and it would not gain what it had lost. */
const MUCH_LARGER = 2;

function isMuchLarger(one: PictureEvidence | undefined, other: PictureEvidence): boolean {
  const [a, b] = [scaleOf(one), scaleOf(other)];
  return a !== undefined && b !== undefined && a > MUCH_LARGER * b;
}

/** How many pixels of the picture stand for one of the image's, along a side. */
function scaleOf(picture: PictureEvidence | undefined): number | undefined {
  if (picture?.toImage === undefined) return undefined;
  const [a, b, , d, e] = picture.toImage;
  return 1 / Math.sqrt(Math.abs(a * e - b * d));
}

function gapOf({ place, channel, stimulus, during, why }: Finding, screenshot: Stimulus): Gap {
  const whose = screenshot.kind === 'screenshot-of-target' ? 'the app itself' : 'another app';
  return {
    code: place.kind === 'artifact' ? 'opaque-file' : 'opaque-body',
    channel,
    ...(place.kind === 'flow' && { flow: place.flow }),
    during,
    because: `${why}; but ${screenshot.id}, a screenshot of ${whose}, shows ${stimulus} too, and this may be made of that one`,
    remedy: 'repeat the run without that screenshot, with --only',
  };
}
