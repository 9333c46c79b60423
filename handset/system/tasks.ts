import type { Intent, Screen } from '../parts.ts';

/** An activity of a task, as it was started, and what it showed when it was left. */
export interface TaskActivity {
  readonly name: string;
  readonly intent: Intent;
  /** Undefined until another activity came over it, and after its process has ended. */
  screen: Screen | undefined;
  /** As of the process. */
  madeFor: string | undefined;
}

/** The activities of one app, the root first. A task outlives its process: whoever comes back starts it anew. */
export interface Task {
  readonly id: number;
  readonly package: string;
  /** Empty when all have ended: the recents still show the task. */
  readonly activities: readonly TaskActivity[];
}

const CLEAR_TASK = 0x8000;
const CLEAR_TOP = 0x4000000;

/** What lies where, the task in front last. */
export class Tasks {
  #tasks: readonly Task[] = [];
  #lastId = 0;

  all(): readonly Task[] {
    return this.#tasks;
  }

  of(packageName: string): Task | undefined {
    return this.#tasks.find((one) => one.package === packageName);
  }

  top(packageName: string): TaskActivity | undefined {
    return this.of(packageName)?.activities.at(-1);
  }

  /** The task of the app comes to lie in front of all others. */
  raise(packageName: string): void {
    this.#tasks = [...this.#without(packageName), this.#known(packageName)];
  }

  /** Starts an activity on top of the app's others, or tells the one that is there already. */
  start(packageName: string, name: string, intent: Intent): void {
    const flags = intent.flags ?? 0;
    const before = (flags & CLEAR_TASK) === 0 ? (this.of(packageName)?.activities ?? []) : [];
    const there = before.findLastIndex((one) => one.name === name);
    const below = there >= 0 && ((flags & CLEAR_TOP) !== 0 || there === before.length - 1);
    const kept = below ? before.slice(0, there) : before;
    this.#put(packageName, [...kept, { name, intent, screen: undefined, madeFor: undefined }]);
  }

  /** Ends the activity on top; gives the one below it, if there is one. */
  finishTop(packageName: string): TaskActivity | undefined {
    const activities = this.of(packageName)?.activities.slice(0, -1) ?? [];
    this.#put(packageName, activities);
    return activities.at(-1);
  }

  /** All of its activities have ended; the task stays in the recents. */
  empty(packageName: string): void {
    if (this.of(packageName) !== undefined) this.#put(packageName, []);
  }

  remove(packageName: string): void {
    this.#tasks = this.#without(packageName);
  }

  clear(): void {
    this.#tasks = [];
  }

  /** In its place; a new one below all others until it is raised. */
  #put(packageName: string, activities: Task['activities']): void {
    const task = { ...this.#known(packageName), activities };
    this.#tasks =
      this.of(packageName) === undefined
        ? [task, ...this.#tasks]
        : this.#tasks.map((one) => (one.package === packageName ? task : one));
  }

  #known(packageName: string): Task {
    const known = this.of(packageName);
    if (known !== undefined) return known;
    this.#lastId += 1;
    return { id: this.#lastId, package: packageName, activities: [] };
  }

  #without(packageName: string): readonly Task[] {
    return this.#tasks.filter((one) => one.package !== packageName);
  }
}
