import type { CommandCall } from '../../shell-parts.ts';
import { snapshotOf, viewAttributes } from '../../ui/uiautomator/view-attributes.ts';
import { complain, say } from '../arguments.ts';
import type { Framework } from '../framework.ts';
import { launcherActivity } from '../package-state.ts';

/** In the order in which AccessibilityNodeInfoDumper of the platform's uiautomator writes them. */
const NODE_ATTRIBUTES = [
  'index',
  'text',
  'resource-id',
  'class',
  'package',
  'content-desc',
  'checkable',
  'checked',
  'clickable',
  'enabled',
  'focusable',
  'focused',
  'scrollable',
  'long-clickable',
  'password',
  'selected',
  'bounds',
];
const DEFAULT_FILE = '/sdcard/window_dump.xml';

/** `uiautomator dump [--compressed] [file]`; `events` and `runtest` need code of the phone's that is not here. */
export async function uiautomator({ display, files }: Framework, call: CommandCall): Promise<number> {
  const [, verb, ...words] = call.argv;
  if (verb !== 'dump') return complain(call, `Unsupported command: ${verb ?? ''}`, 1);
  const file = words.find((word) => !word.startsWith('--')) ?? DEFAULT_FILE;
  if (!(await files.allows(file, call.uid, 'make'))) {
    return complain(
      call,
      `java.io.FileNotFoundException: ${file}: open failed: EACCES (Permission denied)`,
      1,
    );
  }
  await files.write(file, Buffer.from(hierarchy(display)), { uid: call.uid, gid: 1015, mode: 0o660 });
  // The program's own spelling.
  return say(call, `UI hierchary dumped to: ${file}\n`);
}

function hierarchy(display: Framework['display']): string {
  const snapshot = snapshotOf(display);
  const nodes = snapshot.views.map((placed) => {
    const known = viewAttributes(placed, snapshot);
    const attributes = NODE_ATTRIBUTES.map((name) => `${name}="${escaped(known.get(name) ?? '')}"`);
    return { depth: placed.path.length, open: `<node ${attributes.join(' ')}>` };
  });
  let xml = '';
  let depth = 0;
  for (const node of nodes) {
    xml += '</node>'.repeat(Math.max(0, depth - node.depth)) + node.open;
    depth = node.depth + 1;
  }
  const body = xml + '</node>'.repeat(depth);
  return `<?xml version='1.0' encoding='UTF-8' standalone='yes' ?><hierarchy rotation="${snapshot.rotation}">${body}</hierarchy>`;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  const legal = text.replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '.');
  return legal
    .replaceAll(/[&<>"]/g, (character) => ESCAPES[character] ?? '')
    .replaceAll(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** `monkey -p PACKAGE -c CATEGORY 1`, by which people start an app whose activity they do not know. */
export async function monkey({ activities, packages }: Framework, call: CommandCall): Promise<number> {
  const words = call.argv.slice(1);
  const name = words[words.indexOf('-p') + 1];
  const count = Number(words.at(-1));
  complain(call, words.map((word) => `  bash arg: ${word}`).join('\n'));
  const quoted = words.map((word) => ` arg: "${word}"`).join('\n');
  complain(call, `args: [${words.join(', ')}]\n${quoted}`);
  if (!words.includes('-p') || name === undefined || !Number.isInteger(count) || count < 1)
    return complain(call, '** Error: Count not specified', 255);
  const known = packages.get(name);
  const activity = known === undefined ? undefined : launcherActivity(known)?.name;
  if (activity === undefined) return complain(call, '** No activities found to run, monkey aborted.', 251);
  if (count > 1) return complain(call, '** Error: this phone injects no random events', 1);
  await activities.start({
    action: 'android.intent.action.MAIN',
    categories: ['android.intent.category.LAUNCHER'],
    component: { package: name, activity },
    extras: {},
  });
  return say(
    call,
    'Events injected: 1\n## Network stats: elapsed time=12ms (0ms mobile, 0ms wifi, 12ms not connected)\n',
  );
}
