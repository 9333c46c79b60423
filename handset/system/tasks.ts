import type { Intent } from '../app-parts.ts';
import type { Screen } from '../screen-parts.ts';

/** An activity of a task, as it was started, and what it showed when it was left. */
export interface TaskActivity {
  readonly name: string;
  readonly intent: Intent;
  /** Undefined until another activity came over it, and after its process has ended. */
  screen: Screen | undefined;
  /** As of the process. */
  madeFor: string | undefined;
}

/** An app of one user. */
export interface UserApp {
  readonly package: string;
  readonly userId: number;
}

/** The activities of one app, the root first. A task outlives its process: whoever comes back starts it anew. */
export interface Task extends UserApp {
  readonly id: number;
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

  of(app: UserApp): Task | undefined {
    return this.#tasks.find((one) => isSame(one, app));
  }

  top(app: UserApp): TaskActivity | undefined {
    return this.of(app)?.activities.at(-1);
  }

  /** The task of the app comes to lie in front of all others. */
  raise(app: UserApp): void {
    this.#tasks = [...this.#without(app), this.#known(app)];
  }

  /** Starts an activity on top of the app's others, or tells the one that is there already. */
  start(app: UserApp, name: string, intent: Intent): void {
    const flags = intent.flags ?? 0;
    const before = (flags & CLEAR_TASK) === 0 ? (this.of(app)?.activities ?? []) : [];
    const there = before.findLastIndex((one) => one.name === name);
    const below = there >= 0 && ((flags & CLEAR_TOP) !== 0 || there === before.length - 1);
    const kept = below ? before.slice(0, there) : before;
    this.#put(app, [...kept, { name, intent, screen: undefined, madeFor: undefined }]);
  }

  /** Ends the activity on top; gives the one below it, if there is one. */
  finishTop(app: UserApp): TaskActivity | undefined {
    const activities = this.of(app)?.activities.slice(0, -1) ?? [];
    this.#put(app, activities);
    return activities.at(-1);
  }

  /** All of its activities have ended; the task stays in the recents. */
  empty(app: UserApp): void {
    if (this.of(app) !== undefined) this.#put(app, []);
  }

  remove(app: UserApp): void {
    this.#tasks = this.#without(app);
  }

  clear(): void {
    this.#tasks = [];
  }

  /** In its place; a new one below all others until it is raised. */
  #put(app: UserApp, activities: Task['activities']): void {
    const task = { ...this.#known(app), activities };
    this.#tasks =
      this.of(app) === undefined
        ? [task, ...this.#tasks]
        : this.#tasks.map((one) => (isSame(one, app) ? task : one));
  }

  #known(app: UserApp): Task {
    const known = this.of(app);
    if (known !== undefined) return known;
    this.#lastId += 1;
    return { id: this.#lastId, package: app.package, userId: app.userId, activities: [] };
  }

  #without(app: UserApp): readonly Task[] {
    return this.#tasks.filter((one) => !isSame(one, app));
  }
}

export function isSame(one: UserApp, other: UserApp): boolean {
  return one.package === other.package && one.userId === other.userId;
}
