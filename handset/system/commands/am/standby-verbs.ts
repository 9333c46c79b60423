import { BUCKETS } from '../../app-standby.ts';
import { complain, say } from '../../arguments.ts';
import type { AmCall, AmVerb } from './am-verb.ts';

function refusedOption({ call, words }: AmCall): number | undefined {
  const { unknown } = words.userOption();
  return unknown === undefined ? undefined : complain(call, `Error: Unknown option: ${unknown}`, 255);
}

const setInactive: AmVerb = {
  names: ['set-inactive'],
  run(am) {
    const refused = refusedOption(am);
    if (refused !== undefined) return refused;
    const name = am.words.required();
    const inactive = am.words.required().toLowerCase() === 'true';
    if (am.framework.packages.get(name) !== undefined)
      am.framework.activities.standby.setInactive(name, inactive);
    return 0;
  },
};

const getInactive: AmVerb = {
  names: ['get-inactive'],
  run(am) {
    const refused = refusedOption(am);
    if (refused !== undefined) return refused;
    return say(am.call, `Idle=${am.framework.activities.standby.inactive(am.words.required())}\n`);
  },
};

/** Buckets are there from 9 on, the restricted one from 11 on. */
const setStandbyBucket: AmVerb = {
  names: ['set-standby-bucket'],
  from: 28,
  run(am) {
    const refused = refusedOption(am);
    if (refused !== undefined) return refused;
    for (let name: string | undefined = am.words.required(); name !== undefined; name = am.words.word()) {
      const bucket = bucketOf(am, am.words.required());
      if (bucket === undefined) return 255;
      if (am.framework.packages.get(name) !== undefined)
        am.framework.activities.standby.setBucket(name, bucket);
    }
    return 0;
  },
};

const getStandbyBucket: AmVerb = {
  names: ['get-standby-bucket'],
  from: 28,
  run(am) {
    const refused = refusedOption(am);
    if (refused !== undefined) return refused;
    const { packages, activities } = am.framework;
    const name = am.words.word();
    if (name !== undefined) return say(am.call, `${activities.standby.bucket(name)}\n`);
    const lines = packages.all().map((one) => `${one.package}: ${activities.standby.bucket(one.package)}\n`);
    return say(am.call, lines.join(''));
  },
};

/** Two letters are enough (ActivityManagerShellCommand.bucketNameToBucketValue). */
function bucketOf({ call, framework }: AmCall, name: string): number | undefined {
  const lower = name.toLowerCase();
  const names: readonly (readonly [string, number])[] = [
    ['ac', BUCKETS.active],
    ['wo', BUCKETS.working],
    ['fr', BUCKETS.frequent],
    ['ra', BUCKETS.rare],
    ...(framework.android.api >= 30 ? ([['re', BUCKETS.restricted]] as const) : []),
    ['ne', BUCKETS.never],
  ];
  const found = names.find(([begin]) => lower.startsWith(begin))?.[1];
  if (found !== undefined) return found;
  if (/^[-+]?\d+$/.test(lower) && Number(lower) >= 0) return Number(lower);
  complain(call, `Error: Unknown bucket: ${name}`);
  return undefined;
}

/** ActivityManagerShellCommand.runIdleMaintenance: what waits until nobody uses the phone is told that nobody does. */
const idleMaintenance: AmVerb = {
  names: ['idle-maintenance'],
  run({ call, framework, words }) {
    const option = words.option();
    if (option !== undefined) return complain(call, `Error: Unknown option: ${option}`, 255);
    say(call, 'Performing idle maintenance...\n');
    framework.components.jobs.idleness.trigger();
    return 0;
  },
};

export const STANDBY_VERBS: readonly AmVerb[] = [
  idleMaintenance,
  setInactive,
  getInactive,
  setStandbyBucket,
  getStandbyBucket,
];
