import type { ActivityResult, Intent } from '../app-parts.ts';
import type { ActivityEvents } from './activity-events.ts';
import type { ActivityStack } from './activity-stack.ts';
import type { AppServices } from './app-services.ts';
import type { MediaGrants } from './media/media-grants.ts';
import { pickedIds } from './media/photo-picker.ts';
import { selectPhotos } from './media/select-photos.ts';
import { appOf, type PhoneProcess, userOf } from './process.ts';
import { isSame, type UserApp } from './tasks.ts';

/** What activities give back to those that started them. */
export interface ActivityResults {
  /** Starts an activity and waits for it to finish. Rejects when there is none for the intent. */
  request(process: PhoneProcess, intent: Intent): Promise<ActivityResult>;
  /** Lets the user select the photos that the app may see; false when that was called off. */
  selectPhotos(process: PhoneProcess): Promise<boolean>;
  /** The process's activity has finished: who waits for it comes back to the front. */
  finish(process: PhoneProcess, result: ActivityResult): Promise<void>;
}

interface Waiting {
  readonly asker: PhoneProcess;
  readonly answerer: UserApp;
  readonly answer: (result: ActivityResult) => void;
}

export function createActivityResults({
  activities,
  stack,
  events,
  grantsOf,
}: {
  readonly activities: {
    start(intent: Intent, userId: number): Promise<{ readonly package: string }>;
    processOf(packageName: string, userId: number): PhoneProcess | undefined;
  };
  readonly stack: Pick<ActivityStack, 'bringToFront' | 'finish' | 'finishTop'>;
  readonly events: ActivityEvents;
  grantsOf(userId: number): MediaGrants;
}): ActivityResults {
  let waiting: readonly Waiting[] = [];
  const forget = (one: Waiting): void => {
    waiting = waiting.filter((other) => other !== one);
  };
  const results: ActivityResults = {
    selectPhotos: (process) => selectPhotos({ results, grants: grantsOf(userOf(process)) }, process),
    async request(process, intent) {
      const userId = userOf(process);
      const answerer = { package: (await activities.start(intent, userId)).package, userId };
      return await new Promise((resolve) => {
        const one: Waiting = { asker: process, answerer, answer: resolve };
        waiting = [...waiting, one];
        const given = (): void => {
          forget(one);
          unlisten();
          resolve({ kind: 'canceled' });
        };
        process.onEnd.push(given);
        // An activity that ends by BACK gives nothing back, and neither does one whose process ends.
        const unlisten = events.on((event) => {
          if (event.kind === 'destroyed' && isSame(appOf(event.process), answerer)) given();
        });
        activities.processOf(answerer.package, userId)?.onEnd.push(given);
      });
    },
    async finish(process, result) {
      const one = waiting.findLast(({ answerer }) => isSame(answerer, appOf(process)));
      if (one === undefined) return await stack.finish(process);
      forget(one);
      if (result.kind === 'ok')
        grantsOf(userOf(one.asker)).grant(one.asker.package.package, pickedIds(result.uris));
      await stack.bringToFront(one.asker);
      one.answer(result);
      if (one.asker === process) await stack.finishTop(process);
      else await stack.finish(process);
    },
  };
  return results;
}

/** The calls of an app's process. */
export function activityResultCalls(
  process: PhoneProcess,
  { activityResults }: Pick<AppServices, 'activityResults'>,
): {
  startActivityForResult(intent: Intent): Promise<ActivityResult>;
  finish(result?: ActivityResult): Promise<void>;
} {
  return {
    startActivityForResult: (intent) => activityResults.request(process, intent),
    finish: (result = { kind: 'canceled' }) => activityResults.finish(process, result),
  };
}
