import { randomUUID } from 'node:crypto';
import type { PhoneClock } from './phone-clock.ts';

/** `off`: nothing runs; `starting`: the kernel and adbd do, the framework not yet; `up`: it has booted. */
export type BootStage = 'off' | 'starting' | 'up';

type Work = () => void | Promise<void>;

/** Going down and coming up again: what is lost then, and what begins anew. */
export interface Boot {
  /** As `/proc/sys/kernel/random/boot_id`: another one after each boot. */
  id(): string;
  stage(): BootStage;
  /** What is volatile gives it up here, in the order in which it asked to; called once for each way down. */
  onDown(work: Work): void;
  /** Called when the kernel runs again and the framework does not yet: adbd comes up here. */
  onStarting(work: Work): void;
  /** Called when the framework runs again, before `sys.boot_completed` says so. */
  onUp(work: Work): void;
  /** Resolves when the phone has booted again. One that is on its way already is not sent down twice. */
  reboot(reason: string): Promise<void>;
  /** Down until somebody presses the power key. */
  powerOff(): Promise<void>;
  powerOn(): Promise<void>;
}

export interface BootParts {
  readonly clock: PhoneClock;
  readonly properties: BootProperties;
  log(line: string): void;
  /** How long the phone is off, and then how long its framework takes; a real one takes half a minute and more. */
  readonly offMs: number;
  readonly startingMs: number;
}

interface BootProperties {
  set(name: string, value: string): void;
  /** Forgets what was set and does not persist. */
  reboot(): void;
}

export function createBoot(parts: BootParts): Boot {
  const [down, starting, up]: readonly [Work[], Work[], Work[]] = [[], [], []];
  let id = randomUUID();
  let stage: BootStage = 'up';
  let rebooting = false;

  async function goDown(why: string): Promise<void> {
    parts.log(`the phone goes down: ${why}`);
    stage = 'off';
    await each(down);
  }

  async function comeUp(): Promise<void> {
    id = randomUUID();
    parts.clock.reboot();
    parts.properties.reboot();
    for (const name of ['sys.boot_completed', 'dev.bootcomplete']) parts.properties.set(name, '');
    parts.properties.set('init.svc.bootanim', 'running');
    stage = 'starting';
    await each(starting);
    await wait(parts, parts.startingMs);
    stage = 'up';
    await each(up);
    parts.properties.set('init.svc.bootanim', 'stopped');
    for (const name of ['sys.boot_completed', 'dev.bootcomplete']) parts.properties.set(name, '1');
  }

  return {
    id: () => id,
    stage: () => stage,
    onDown: (work) => void down.push(work),
    onStarting: (work) => void starting.push(work),
    onUp: (work) => void up.push(work),
    async reboot(reason) {
      if (stage !== 'up') return;
      rebooting = true;
      await goDown(reason === '' ? 'a reboot' : `a reboot, ${reason}`);
      await wait(parts, parts.offMs);
      rebooting = false;
      await comeUp();
    },
    async powerOn() {
      if (stage === 'off' && !rebooting) await comeUp();
    },
    async powerOff() {
      if (stage === 'up') await goDown('power off');
    },
  };
}

async function each(works: readonly Work[]): Promise<void> {
  for (const work of works) await work();
}

async function wait({ clock }: BootParts, milliseconds: number): Promise<void> {
  if (milliseconds > 0) await new Promise<void>((resolve) => clock.later(milliseconds, resolve));
}
