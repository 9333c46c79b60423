/** Which Android the phone runs. Rules and formats ask for `api`; people say `name`. */
export interface AndroidVersion {
  /** As `--android` takes it. */
  readonly name: string;
  /** `ro.build.version.release`. */
  readonly release: string;
  /** `ro.build.version.sdk` (Build.VERSION_CODES). */
  readonly api: number;
}

/** The versions that the handset can be; what it says of another one would be invented. */
const ANDROID_VERSIONS: readonly AndroidVersion[] = [
  { name: '8.1', release: '8.1.0', api: 27 },
  { name: '9', release: '9', api: 28 },
  { name: '10', release: '10', api: 29 },
  { name: '11', release: '11', api: 30 },
  { name: '13', release: '13', api: 33 },
  { name: '14', release: '14', api: 34 },
  { name: '16', release: '16', api: 36 },
];

/** The version of the reported case, and the default. */
export const ANDROID_9: AndroidVersion = androidNamed('9');

/** Throws with the names that there are. */
export function androidNamed(name: string): AndroidVersion {
  const found = ANDROID_VERSIONS.find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = ANDROID_VERSIONS.map((one) => one.name).join(', ');
  throw new Error(`The handset cannot be Android "${name}"; choose one of: ${names}`);
}
