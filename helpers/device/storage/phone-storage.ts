import type { Adb } from '../adb.ts';
import { shellQuote } from '../shell-quote.ts';
import type { Superuser } from '../superuser.ts';

/** Where a phone keeps files, as far as it says so when it is asked once, before anything is watched. */
export interface PhoneStorage {
  /** The users that have the target, and those of whom the phone does not say it; never empty. */
  readonly users: readonly PhoneUser[];
  /** Users that do not have the target: it cannot reach their storage. */
  readonly without: readonly string[];
  /** Mounted removable volumes, e.g. `/storage/1A2B-3C4D`. */
  readonly volumes: readonly string[];
  /** Mounted volumes that were adopted as internal storage, e.g. `/mnt/expand/<uuid>`. */
  readonly adopted: readonly string[];
  /** What the phone did not say, in its words. */
  readonly unknown: readonly string[];
}

export interface PhoneUser {
  readonly id: number;
  /** As `pm list users` has it: hostile. */
  readonly name: string;
  /** Where this user's shared storage can be listed, or would be. */
  readonly shared: string;
  /** Set when the shared storage cannot be listed; names the user and says why. */
  readonly closed?: string;
  /** Set while nobody has unlocked what this user keeps: from below there are names then, but encrypted ones. Says who and why. */
  readonly locked?: string;
  /** The words that run a command as the app, where it is debuggable and there is no root. */
  readonly runAs?: readonly string[];
}

interface ProbeParts {
  readonly adb: Adb;
  readonly superuser: Superuser | undefined;
  readonly packageName: string;
}

/** Shared storage by the name that MediaStore uses in `_data`; `/sdcard` is a link to the primary user's. */
const EMULATED = '/storage/emulated';
const LOWER = '/data/media';

/** Asks the phone in one command. What it does not answer is in `unknown`, and user 0 is taken to be there. */
export async function probeStorage(parts: ProbeParts, mark: string): Promise<PhoneStorage> {
  const line = probeCommand(parts.packageName, mark);
  const { stdout } = await parts.adb.attempt(parts.superuser?.wrap(line) ?? line);
  return readProbe(stdout, { mark, packageName: parts.packageName, root: parts.superuser !== undefined });
}

/** Each answer stands below a line with the mark and the question. Portable from Android 6 on. */
function probeCommand(packageName: string, mark: string): string {
  const name = shellQuote(packageName);
  return [
    `echo; echo "${mark} users"; pm list users 2>&1`,
    `for u in $(pm list users 2>/dev/null | sed -n 's/.*UserInfo{\\([0-9]*\\):.*/\\1/p'); do`,
    `echo; echo "${mark} package $u"; pm list packages --user $u ${name} 2>&1`,
    `echo; echo "${mark} state $u"; am get-started-user-state $u 2>&1`,
    `echo; echo "${mark} shared $u"; ls ${EMULATED}/$u/ 2>&1 >/dev/null`,
    `echo; echo "${mark} lower $u"; ls ${LOWER}/$u/ 2>&1 >/dev/null`,
    `echo; echo "${mark} run-as $u"; if [ $u = 0 ]; then run-as ${name} id; else run-as ${name} --user $u id; fi 2>&1`,
    'done',
    `echo; echo "${mark} volumes"; sm list-volumes all 2>&1`,
    `echo; echo "${mark} storage"; ls /storage 2>/dev/null`,
    `echo; echo "${mark} end"`,
  ].join('\n');
}

export function readProbe(
  output: string,
  {
    mark,
    packageName,
    root,
  }: { readonly mark: string; readonly packageName: string; readonly root: boolean },
): PhoneStorage {
  const answers = new Map<string, string>();
  for (const part of output.split(`\n${mark} `).slice(1)) {
    const end = part.indexOf('\n');
    answers.set(end < 0 ? part : part.slice(0, end), end < 0 ? '' : part.slice(end + 1).trim());
  }
  const listed = [...(answers.get('users') ?? '').matchAll(/UserInfo\{(\d+):(.*):[0-9a-f]+\}/g)].map(
    ([, id = '', name = '']) => ({ id: Number(id), name }),
  );
  const unknown = listed.length > 0 ? [] : [`users: ${firstLine(answers.get('users')) ?? 'no answer'}`];
  const users = (listed.length > 0 ? listed : [{ id: 0, name: 'Owner' }]).map((user) =>
    describeUser(user, answers, { packageName, root }),
  );
  return {
    users: users.flatMap((user) => (user.has ? [user.user] : [])),
    without: users.flatMap(({ has, user }) => (has ? [] : [nameOf(user)])),
    ...volumesOf(answers),
    unknown,
  };
}

type Answers = ReadonlyMap<string, string>;

function describeUser(
  { id, name }: { readonly id: number; readonly name: string },
  answers: Answers,
  { packageName, root }: { readonly packageName: string; readonly root: boolean },
): { readonly has: boolean; readonly user: PhoneUser } {
  const packages = answers.get(`package ${id}`) ?? '';
  // Only a clean answer without the package says that it is not there; the primary user has it, or nothing would run.
  const said = packages.split('\n').filter((line) => line !== '');
  const has =
    id === 0 ||
    said.includes(`package:${packageName}`) ||
    !answers.has(`package ${id}`) ||
    said.some((line) => !line.startsWith('package:'));
  const refused = firstLine(answers.get(`shared ${id}`));
  const state = lockedState(answers.get(`state ${id}`));
  const locked = state === undefined ? undefined : `${nameOf({ id, name })}: not unlocked (${state})`;
  const lower =
    root &&
    locked === undefined &&
    refused !== undefined &&
    firstLine(answers.get(`lower ${id}`)) === undefined;
  const runAs =
    !root && /^uid=/.test(answers.get(`run-as ${id}`) ?? '')
      ? ['run-as', packageName, ...(id === 0 ? [] : ['--user', String(id)])]
      : undefined;
  const user = { id, name, shared: `${lower ? LOWER : EMULATED}/${id}` };
  return {
    has,
    user: {
      ...user,
      ...closedBy(locked ?? (refused === undefined || lower ? undefined : `${nameOf(user)}: ${refused}`)),
      ...(locked === undefined ? {} : { locked }),
      ...(runAs === undefined ? {} : { runAs }),
    },
  };
}

function closedBy(why: string | undefined): Pick<PhoneUser, 'closed'> {
  return why === undefined ? {} : { closed: why };
}

/**
 * The phone's words for a user whose storage is not open (UserState.stateToString; `User is not started: 10`). A phone that does not know
 * the verb, or says anything else, says nothing of it.
 */
function lockedState(said: string | undefined): string | undefined {
  const line = firstLine(said) ?? '';
  return /^(?:BOOTING|RUNNING_LOCKED|RUNNING_UNLOCKING|STOPPING|SHUTDOWN|User is not started: \d+)$/.test(
    line,
  )
    ? line
    : undefined;
}

function volumesOf(answers: Answers): Pick<PhoneStorage, 'volumes' | 'adopted'> {
  const lines = [...(answers.get('volumes') ?? '').matchAll(/^(public|private)\S* mounted (\S+)$/gm)];
  const uuids = (kind: string): readonly string[] =>
    lines.flatMap(([, type, uuid = 'null']) => (type === kind && /^[\w-]+$/.test(uuid) ? [uuid] : []));
  // The FAT serial number is how a volume's directory is called; `sm` is not there for the shell on every ROM.
  const seen = (answers.get('storage') ?? '')
    .split(/\s+/)
    .filter((name) => /^[0-9A-F]{4}-[0-9A-F]{4}$/.test(name));
  const removable = new Set([...uuids('public').filter((uuid) => uuid !== 'null'), ...seen]);
  return {
    volumes: [...removable].map((uuid) => `/storage/${uuid}`),
    adopted: uuids('private')
      .filter((uuid) => uuid !== 'null')
      .map((uuid) => `/mnt/expand/${uuid}`),
  };
}

function nameOf({ id, name }: Pick<PhoneUser, 'id' | 'name'>): string {
  return `user ${id} (${name})`;
}

function firstLine(answer: string | undefined): string | undefined {
  return answer === undefined || answer === '' ? undefined : answer.split('\n')[0];
}
