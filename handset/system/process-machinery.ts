import type { AppHandlers } from '../app-parts.ts';
import type { ActivityParts } from './activities.ts';
import { type ActivityEvents, createActivityEvents } from './activity-events.ts';
import { ActivityStack } from './activity-stack.ts';
import { Freezer } from './freezer.ts';
import { ProcessStates } from './importance/process-states.ts';
import { MainThreads } from './main-threads.ts';
import type { PhoneProcess } from './process.ts';
import { createProcessControl, type ProcessControl } from './process-control.ts';
import { Processes } from './processes.ts';

/** Processes, what is in front of which, how important they are, and what follows from that. */
export interface ProcessMachinery {
  readonly processes: Processes;
  readonly stack: ActivityStack;
  readonly states: ProcessStates;
  readonly freezer: Freezer;
  readonly mainThreads: MainThreads;
  readonly control: ProcessControl;
  readonly events: ActivityEvents;
}

const APPIUM_SETTINGS = 'io.appium.settings';

/** Puts them together; each needs the others at work only, not as they are made. */
export function createProcessMachinery(
  parts: ActivityParts,
  startApp: (process: PhoneProcess) => AppHandlers,
): ProcessMachinery {
  const events = createActivityEvents();
  const { api } = parts.android;
  const kill = (process: PhoneProcess, reason: string): void => void control.kill(process, reason);
  const freezer = new Freezer({
    ...parts,
    api,
    onOverflow: (process) => kill(process, 'Async binder space running out while frozen'),
  });
  const mainThreads = new MainThreads({ ...parts, api, events });
  const processes = new Processes({
    ...parts,
    freezer,
    mainThreads,
    startApp,
    onCrashed: (process) => events.tell({ kind: 'crashed', process, visible: process === stack.front() }),
    onStarted(process) {
      states.use(process);
      // Its service in the foreground starts with it, and is all that it has.
      if (process.package.package === APPIUM_SETTINGS) process.holds.add({ kind: 'foreground-service' });
    },
    async onEnded(process, how) {
      states.uids.forget(process.package.uid);
      events.tell({ kind: 'process-ended', process });
      await stack.drop(process, how === 'killed');
    },
  });
  const interactive = (): boolean => parts.power.awake() && !parts.power.locked();
  const stack = new ActivityStack({
    ...parts,
    api,
    interactive,
    processes,
    events,
    onChange: () => states.update(),
    use: (process) => states.use(process),
  });
  const states = new ProcessStates({
    ...parts,
    api,
    freezer,
    processes: () => processes.all(),
    standing: () => ({
      front: stack.front(),
      visible: undefined,
      previous: stack.previous(),
      isHome: (process) => stack.isHome(process),
      awake: interactive(),
    }),
    kill,
    onIdle: (uid) => events.tell({ kind: 'uid-idle', uid }),
  });
  const control = createProcessControl({ ...parts, processes, states, stack, events });
  parts.glass.onChange(async () => {
    const front = stack.front();
    if (front !== undefined) await stack.configure(front);
  });
  parts.power.onChange(() => void stack.interactivityChanged());
  return { processes, stack, states, freezer, mainThreads, control, events };
}
