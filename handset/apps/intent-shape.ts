import { z } from 'zod';
import type { AppProcess, Intent } from '../app-parts.ts';
import { complaints } from './complaints.ts';

const text = (say: string) => z.string({ error: say });
const COMPONENT =
  'it names one class: give { package, activity }, activity being the full class name of an activity, service or receiver';
// `satisfies` has the compiler ask for a line here when the interface gets a field.
const INTENT = z.strictObject(
  {
    action: text('give the name of an action, or leave it out').exactOptional(),
    component: z
      .strictObject({ package: text(COMPONENT), activity: text(COMPONENT) }, { error: COMPONENT })
      .exactOptional(),
    uri: text('give a URI as text, or leave it out').exactOptional(),
    mimeType: text('give a type such as image/png, or leave it out').exactOptional(),
    categories: z
      .array(text('give names of categories'), { error: 'give a list, or leave it out' })
      .exactOptional(),
    package: text('give the name of a package, or leave it out').exactOptional(),
    flags: z.int({ error: 'give Intent.FLAG_* as a number, or leave it out' }).exactOptional(),
    extras: z.record(z.string(), text('extras are texts: give a string'), {
      error: 'give an object of texts, {} for none',
    }),
  } satisfies Record<keyof Intent, z.ZodType>,
  { error: 'give an object with action or component, and extras' },
);

/**
 * The process as an app from outside the project sees it: nobody compiled that app, and an intent in another form would be one that
 * finds nothing, without a word. Its calls throw with what is wrong with the intent instead.
 */
export function checkingIntents(process: AppProcess): AppProcess {
  const checked = <Rest extends readonly unknown[], Result>(
    call: (intent: Intent, ...rest: Rest) => Result,
    name: string,
  ): ((intent: Intent, ...rest: Rest) => Result) => {
    return (intent, ...rest) => {
      check(name, intent);
      return call(intent, ...rest);
    };
  };
  const calls: Partial<AppProcess> = {
    startActivity: checked(process.startActivity, 'startActivity'),
    startActivityForResult: checked(process.startActivityForResult, 'startActivityForResult'),
    startService: checked(process.startService, 'startService'),
    startForegroundService: checked(process.startForegroundService, 'startForegroundService'),
    stopService: checked(process.stopService, 'stopService'),
    sendBroadcast: checked(process.sendBroadcast, 'sendBroadcast'),
    setAlarm(alarm) {
      check('setAlarm', alarm.operation?.intent);
      process.setAlarm(alarm);
    },
    postNotification(notification) {
      if (notification.tap !== undefined) check('postNotification', notification.tap);
      process.postNotification(notification);
    },
  };
  // All else is asked of the process itself each time: it is guarded in the same way.
  return new Proxy(process, {
    get: (target, name) => Reflect.get(Object.hasOwn(calls, name) ? calls : target, name),
  });
}

function check(call: string, intent: unknown): void {
  const { error } = INTENT.safeParse(intent, { reportInput: true });
  if (error === undefined) return;
  const wrong = error.issues.flatMap((issue) => complaints('it', issue));
  throw new TypeError(`the intent of ${call} is none: ${wrong.join('; ')}`);
}
