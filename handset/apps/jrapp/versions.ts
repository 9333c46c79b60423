import type { Behaviour } from './behaviour.ts';
import { AS_DESIGNED } from './behaviours/as-designed.ts';
import { AS_REPORTED } from './behaviours/as-reported.ts';
import { PLANTED } from './behaviours/planted.ts';
import { WITHDRAWN } from './behaviours/withdrawn.ts';

/** One version of the re-enacted app, as its manifest and its main screen name it. */
export interface JrappVersion {
  readonly versionName: string;
  /** Ours in every version: the vendor's codes are not known. */
  readonly versionCode: number;
  /** What the app says of itself on its main screen. */
  readonly about: string;
  readonly behaviour: Behaviour;
  /** By their names; empty where there is nothing to choose. */
  readonly variants: Readonly<Record<string, Behaviour>>;
}

const PLACEHOLDER = '版本号为占位，案中已知的只有 5.0.5 (placeholder: the true number is not known)';

/** Only 5.0.5 is a number known from the case. 5.0.4 stands for what came before it, 5.0.6 for what came after. */
const VERSIONS: Readonly<Record<string, JrappVersion>> = {
  '5.0.4': {
    versionName: '5.0.4-reenactment',
    versionCode: 50004,
    about: `5.0.4-reenactment：${PLACEHOLDER}`,
    behaviour: AS_DESIGNED,
    variants: {},
  },
  '5.0.5': {
    versionName: '5.0.5-reenactment',
    versionCode: 50005,
    about: '5.0.5-reenactment：依 2019 年 2 月的报道重演 (a re-enactment of what was reported)',
    behaviour: AS_REPORTED,
    variants: { 'as-reported': AS_REPORTED, ...PLANTED },
  },
  '5.0.6': {
    versionName: '5.0.6-reenactment',
    versionCode: 50006,
    about: `5.0.6-reenactment：${PLACEHOLDER}`,
    behaviour: WITHDRAWN,
    variants: {},
  },
};
const REPORTED = '5.0.5';

/** The version of that number, behaving as its variant does; 5.0.5 as reported, when neither is named. */
export function chooseVersion(number: string = REPORTED, variant?: string): JrappVersion {
  const version = own(VERSIONS, number);
  if (version === undefined) {
    const known = Object.keys(VERSIONS).join(', ');
    throw new Error(`There is no version "${number}" of com.jd.jrapp; choose one of: ${known}`);
  }
  if (variant === undefined) return version;
  const known = Object.keys(version.variants).join(', ');
  if (known === '') {
    throw new Error(
      `--jrapp=${variant} does not go with com.jd.jrapp ${number}, which has no variants; leave --jrapp out, or say --jrapp-version=${REPORTED}`,
    );
  }
  const behaviour = own(version.variants, variant);
  if (behaviour === undefined)
    throw new Error(`There is no variant "${variant}" of com.jd.jrapp ${number}; choose one of: ${known}`);
  return { ...version, behaviour };
}

/** The names come from a command line, so `constructor` is one of them. */
function own<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
