import { complain, say } from '../../arguments.ts';
import { shortActivity } from '../../dumps/activity/activity-record.ts';
import type { Framework } from '../../framework.ts';
import { type PhoneProcess, userOf } from '../../process.ts';
import type { AmCall, AmVerb } from './am-verb.ts';

/** `am stack list|remove`, by which the stacks are named up to 11, and root tasks from 12 on. */
const stack: AmVerb = {
  names: ['stack'],
  async run(am) {
    const what = am.words.required();
    if (what === 'list') return list(am);
    if (what === 'remove') return await remove(am);
    return complain(am.call, `Error: unknown command '${what}'`, 255);
  },
};

/** `am task focus`; locking and resizing tasks is not here. */
const task: AmVerb = {
  names: ['task'],
  async run({ framework, call, words }) {
    const what = words.required();
    if (what !== 'focus' || framework.android.api < 29)
      return complain(call, `Error: unknown command '${what}'`, 255);
    const id = words.number();
    const found = taskOf(framework, id);
    say(call, `Setting focus to task ${id}\n`);
    if (found?.activity !== undefined) {
      const { package: name } = found.package;
      await framework.activities.start(
        {
          action: 'android.intent.action.MAIN',
          component: { package: name, activity: found.activity },
          extras: {},
        },
        userOf(found),
      );
    }
    return 0;
  },
};

function list({ framework, call }: AmCall): number {
  const { activities, android, display } = framework;
  const bounds = `[0,0][${display.glass.width},${display.glass.height}]`;
  const named = android.api >= 31 ? 'RootTask' : 'Stack';
  const front = activities.front();
  const lines = activities.recent().flatMap((one) => {
    const { package: name } = one.package;
    const visible = android.api >= 29 ? ` visible=${one === front}` : '';
    return [
      `${named} id=${one.taskId} bounds=${bounds} displayId=0 userId=${userOf(one)}`,
      ` configuration={1.0 ?mcc?mnc [en_US] ldltr ${display.glass.density}dpi port finger -keyb/v/h -nav/h winConfig={ mBounds=Rect(0, 0 - ${display.glass.width}, ${display.glass.height}) mWindowingMode=fullscreen }}`,
      `  taskId=${one.taskId}: ${shortActivity(one)} bounds=${bounds} userId=${userOf(one)}${visible} topActivity=ComponentInfo{${name}/${one.screen?.activity ?? one.activity ?? ''}}`,
      '',
    ];
  });
  return say(call, `${lines.join('\n')}\n`);
}

async function remove({ framework, words }: AmCall): Promise<number> {
  const id = words.number();
  const found = framework.activities.tasks().find((one) => one.id === id);
  if (found !== undefined) await framework.activities.removeTask(found);
  return 0;
}

function taskOf({ activities }: Framework, id: number): PhoneProcess | undefined {
  return activities.recent().find((one) => one.taskId === id);
}

export const TASK_VERBS: readonly AmVerb[] = [stack, task];
