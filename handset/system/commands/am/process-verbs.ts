import { complain, say } from '../../arguments.ts';
import { procStateName, procStateNumber } from '../../importance/proc-states.ts';
import { type PhoneProcess, userOf } from '../../process.ts';
import type { AmCall, AmVerb } from './am-verb.ts';
import { AmException, chosenUser, type ShellWords } from './shell-words.ts';

/** The one option that these verbs take is `--user`. */
function packageOf({ call, words }: AmCall): string | number {
  const { unknown } = words.userOption();
  if (unknown !== undefined) return complain(call, `Error: Unknown option: ${unknown}`, 255);
  return words.required();
}

type OfUser = (name: string, userId: number | undefined) => Promise<void> | void;

/** For all users where none is named. */
async function withPackage(am: AmCall, work: OfUser): Promise<number> {
  const { call, words } = am;
  const { unknown, user } = words.userOption();
  if (unknown !== undefined) return complain(call, `Error: Unknown option: ${unknown}`, 255);
  const name = words.required();
  await work(name, chosenUser(user));
  return 0;
}

/** Those of the package, of one user or of all. */
function processesOf(
  { framework }: AmCall,
  name: string,
  userId: number | undefined,
): readonly PhoneProcess[] {
  return framework.activities
    .processes()
    .filter((one) => one.package.package === name && (userId ?? userOf(one)) === userOf(one));
}

const forceStop: AmVerb = {
  names: ['force-stop'],
  run: (am) => withPackage(am, (name, userId) => am.framework.activities.forceStop(name, userId)),
};

/** As force-stop, without the stopped state (IActivityManager.stopAppForUser; in 16's list and in a maker's 13, not in 11's). */
const stopApp: AmVerb = {
  names: ['stop-app'],
  from: 33,
  run: (am) =>
    withPackage(am, async (name, userId) => {
      for (const process of processesOf(am, name, userId))
        await am.framework.activities.control.kill(process, `stop app ${name}`);
    }),
};

const kill: AmVerb = {
  names: ['kill'],
  run: (am) =>
    withPackage(am, (name, userId) => am.framework.activities.control.killBackground(name, userId)),
};

const killAll: AmVerb = {
  names: ['kill-all'],
  async run({ framework }) {
    await framework.activities.control.killAllBackground();
    return 0;
  },
};

/** By package or by pid; what does not run is not told of. */
const crash: AmVerb = {
  names: ['crash'],
  run: (am) =>
    withPackage(am, async (which, userId) => {
      const [process] = /^\d+$/.test(which) ? [byNameOrPid(am, which)] : processesOf(am, which, userId);
      if (process !== undefined) await am.framework.activities.control.crash(process, 'shell-induced crash');
    }),
};

const makeUidIdle: AmVerb = {
  names: ['make-uid-idle'],
  run: (am) =>
    withPackage(am, (name, userId) => {
      const { uids } = am.framework.activities.states;
      const uid = userId === undefined ? undefined : am.framework.packages.get(name, userId)?.uid;
      if (uid !== undefined) uids.makeIdle(uid);
      for (const process of processesOf(am, name, userId)) uids.makeIdle(process.package.uid);
    }),
};

/** From 14 on (16's source; a maker's 13 has none). */
function freezing(names: readonly string[], freeze: boolean): AmVerb {
  return {
    names,
    from: 34,
    run(am) {
      const sticky = am.words.option() === '--sticky';
      const process = processFromShell(am);
      if (process === undefined) return 255;
      const { freezer } = am.framework.activities;
      const verb = freeze ? 'Freezing' : 'Unfreezing';
      say(am.call, `${verb} process ${process.package.package} (${process.pid}) sticky=${sticky}\n`);
      if (freeze) freezer.freeze(process, sticky);
      else freezer.thaw(process, 'forced');
      return 0;
    },
  };
}

/** In 16's source; which version before it brought it was not found. */
const isFrozen: AmVerb = {
  names: ['isfrozen'],
  from: 36,
  run(am) {
    const process = processFromShell(am);
    if (process === undefined) return 255;
    return say(am.call, `${am.framework.activities.freezer.isFrozen(process)}\n`);
  },
};

const getUidState: AmVerb = {
  names: ['get-uid-state'],
  from: 29,
  run({ framework, call, words }) {
    const uid = words.number();
    const process = framework.activities.processes().find((one) => one.package.uid === uid);
    const ranked = process === undefined ? undefined : framework.activities.states.of(process)?.state;
    const state = ranked ?? (uid === 1_000 ? 'PER' : 'NONE');
    return say(call, `${procStateNumber(state, framework.android.api)} (${procStateName(state)})\n`);
  },
};

/** ComponentCallbacks2.TRIM_MEMORY_*. */
const LEVELS: Readonly<Record<string, number>> = {
  HIDDEN: 20,
  RUNNING_MODERATE: 5,
  BACKGROUND: 40,
  RUNNING_LOW: 10,
  MODERATE: 60,
  RUNNING_CRITICAL: 15,
  COMPLETE: 80,
};

const sendTrimMemory: AmVerb = {
  names: ['send-trim-memory'],
  async run(am) {
    const name = packageOf(am);
    if (typeof name === 'number') return name;
    const level = levelOf(am.words);
    if (typeof level === 'string') return complain(am.call, `Error: Unknown level option: ${level}`, 255);
    const { activities } = am.framework;
    const process = byNameOrPid(am, name);
    if (process === undefined) throw new AmException(`Unknown process: ${name}`);
    if (process.trimLevel >= level)
      throw new AmException('Unable to set a higher trim level than current level');
    const state = activities.states.of(process)?.state;
    if (level >= 20 && (state === 'TOP' || state === 'FGS'))
      throw new AmException('Unable to set a background trim level on a foreground process');
    await activities.control.trimMemory(process, level);
    return 0;
  },
};

function levelOf(words: ShellWords): number | string {
  const text = words.required();
  const level = LEVELS[text] ?? (/^-?\d+$/.test(text) ? Number(text) : undefined);
  return level ?? text;
}

function byNameOrPid({ framework: { activities } }: AmCall, which: string): PhoneProcess | undefined {
  return /^\d+$/.test(which)
    ? activities.processes().find(({ pid }) => pid === Number(which))
    : activities.processes().find(({ package: known }) => known.package === which);
}

function processFromShell(am: AmCall): PhoneProcess | undefined {
  const which = am.words.required();
  const process = byNameOrPid(am, which);
  if (process === undefined) complain(am.call, 'Error: could not find process');
  return process;
}

export const PROCESS_VERBS: readonly AmVerb[] = [
  forceStop,
  stopApp,
  kill,
  killAll,
  crash,
  makeUidIdle,
  freezing(['freeze'], true),
  freezing(['unfreeze'], false),
  isFrozen,
  getUidState,
  sendTrimMemory,
];
