import { detectKeyedPicture } from '../detectors/keyed-picture.ts';
import type { Target } from '../detectors/target.ts';
import type { Bundle } from '../model/bundle.ts';
import type { Finding } from '../model/finding.ts';
import type { Gap } from '../model/gap.ts';
import type { StimulusId } from '../model/ids.ts';
import type { Stimulus } from '../model/stimulus.ts';

/**
 * A screenshot of the app itself may show another image of the run, as a thumbnail of what it offers to send. A picture that
 * carries that image's key, or its noise, may then be made of either of them: it accuses nobody, and is a gap.
 */
export function settleShown(
  bundle: Bundle,
  target: Target,
  findings: readonly Finding[],
): { readonly findings: readonly Finding[]; readonly gaps: readonly Gap[] } {
  const pictures = findings.filter(
    ({ detector }) => detector === 'keyed-picture' || detector === 'unmarked-picture',
  );
  if (pictures.length === 0) return { findings, gaps: [] };
  const showing = bundle.stimuli
    .filter(({ kind }) => kind === 'screenshot-of-target')
    .map((screenshot) => ({ screenshot, shown: shownIn(bundle, target, screenshot) }));
  const doubtful = pictures.flatMap((finding) => {
    const other = showing.find(
      ({ screenshot, shown }) =>
        shown.includes(finding.stimulus) && screenshot.requested.hostMs <= finding.during.toMs,
    );
    return other === undefined ? [] : [{ finding, screenshot: other.screenshot }];
  });
  return {
    findings: findings.filter((one) => !doubtful.some(({ finding }) => finding === one)),
    gaps: doubtful.map(({ finding, screenshot }) => gapOf(finding, screenshot)),
  };
}

function shownIn(bundle: Bundle, target: Target, { id, delivery }: Stimulus): readonly StimulusId[] {
  const bytes = delivery.kind === 'delivered' ? bundle.contentOf(delivery.sha256) : undefined;
  if (bytes === undefined) return [];
  const { found } = detectKeyedPicture(target.pictures(), bytes);
  return found.map(({ stimulus }) => stimulus).filter((stimulus) => stimulus !== id);
}

function gapOf({ place, channel, stimulus, during, why }: Finding, screenshot: Stimulus): Gap {
  return {
    code: place.kind === 'artifact' ? 'opaque-file' : 'opaque-body',
    channel,
    ...(place.kind === 'flow' && { flow: place.flow }),
    during,
    because: `${why}; but ${screenshot.id}, a screenshot of the app itself, shows ${stimulus} too, and the picture may be made of that one`,
    remedy: 'repeat the run without that screenshot, with --only',
  };
}
