import type { Intent } from '../parts.ts';
import { hasFilter, type Packages } from './packages.ts';
import type { PhoneProcess } from './process.ts';
import type { Processes } from './processes.ts';

const MAIN = 'android.intent.action.MAIN';
const HOME: Intent = { action: MAIN, extras: {} };

/** Which app is in front, and which were before it. */
export class ActivityStack {
  readonly #packages: Packages;
  readonly #processes: Processes;
  readonly #now: () => number;
  /** Packages by how recently they were in front; the last one is. */
  #recent: readonly string[] = [];

  constructor(packages: Packages, processes: Processes, now: () => number) {
    this.#packages = packages;
    this.#processes = processes;
    this.#now = now;
  }

  front(): PhoneProcess | undefined {
    return this.#processes.of(this.#recent.at(-1) ?? '');
  }

  /** A process that ended meanwhile, by a crash of its app, has nothing that could come to the front. */
  async bringToFront(process: PhoneProcess): Promise<void> {
    if (process.ended) return;
    const before = this.front();
    this.#recent = [...this.#without(process), process.package.package];
    if (before === process) return;
    if (before !== undefined) await this.#leave(before);
    process.leftMs = undefined;
    await this.#processes.guard(process, () => process.handlers?.onResume?.());
  }

  /** Forgets what was in front, so that no home screen comes up when it ends. */
  clear(): void {
    this.#recent = [];
  }

  async goHome(): Promise<void> {
    const home = this.#packages
      .all()
      .find((one) => one.activities.some((a) => hasFilter(a, MAIN, 'android.intent.category.HOME')));
    const process = home === undefined ? undefined : await this.#processes.ensure(home.package);
    if (process === undefined) return;
    if (process.screen === undefined) {
      const activity = home?.activities[0]?.name ?? '';
      await this.#processes.guard(process, () => process.handlers?.onStart(HOME, activity));
    }
    await this.bringToFront(process);
  }

  /** Takes a process away that has ended; the home screen comes up where it was. */
  async drop(process: PhoneProcess): Promise<void> {
    const wasFront = this.#recent.at(-1) === process.package.package;
    this.#recent = this.#without(process);
    if (wasFront) await this.goHome();
  }

  async #leave(process: PhoneProcess): Promise<void> {
    process.leftMs = this.#now();
    await this.#processes.guard(process, () => process.handlers?.onPause?.());
  }

  #without(process: PhoneProcess): readonly string[] {
    return this.#recent.filter((name) => name !== process.package.package);
  }
}
