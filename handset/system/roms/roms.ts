import type { AndroidVersion } from '../android-version.ts';
import { aospOf } from './aosp.ts';
import { COLOR_OS } from './color-os.ts';
import { EMUI } from './emui.ts';
import { FLYME } from './flyme.ts';
import { MIUI } from './miui.ts';
import { ONE_UI } from './one-ui.ts';
import type { Maker, Rom } from './rom.ts';

/*
 * Where the makers' values come from. "Names" are screenshots of 2018 to 2026 that stand in public files, found by find_string
 * on 2026-11-24 and before (samples/screenshots_names); that a name belongs to a ROM is inferred from its shape.
 * "Properties" are `getprop` of real phones, in getActivity/AndroidSystemPropertyCollect at 8f4413a1, unless a row says
 * otherwise. Name, model, device and the last part of each build stay the handset's own, so that nobody takes a run
 * on it for one on that phone; the forms around them are the makers'.
 */

/** By the names that `--rom` takes, beside `aosp`. */
export const MAKERS: Readonly<Record<string, Maker>> = {
  miui: MIUI,
  emui: EMUI,
  oneui: ONE_UI,
  coloros: COLOR_OS,
  flyme: FLYME,
};

/** A maker's ROM of an Android. Throws with the Androids that there are, when this maker's is not one of them. */
export function romOn(option: string, android: AndroidVersion): Rom {
  if (option === 'aosp') return aospOf(android);
  const maker = Object.hasOwn(MAKERS, option) ? MAKERS[option] : undefined;
  if (maker === undefined)
    throw new Error(
      `There is no ROM "${option}"; choose one of: ${['aosp', ...Object.keys(MAKERS)].join(', ')}`,
    );
  const found = maker.of[android.name];
  if (typeof found === 'object') return found;
  const why = found ?? 'nothing of it was looked up';
  throw new Error(
    `There is no ${maker.called} of Android ${android.name}: ${why}. Known are ${known(maker, option)}`,
  );
}

function known({ of }: Maker, option: string): string {
  // JavaScript puts keys that are whole numbers first, so 8.1 would come last.
  const told = Object.entries(of)
    .sort(([a], [b]) => Number(a) - Number(b))
    .flatMap(([name, rom]) => (typeof rom === 'object' ? [`--android=${name} (${rom.stands})`] : []));
  return `--rom=${option} with ${told.join(', ')}`;
}
