import type { PackageNotification } from '../model/signal.ts';

/**
 * Reads the posted notifications of one package from `dumpsys notification --noredact` (AOSP, NotificationRecord.dump, 8 to
 * 16). `undefined` when the output is no such dump, which is not the same as no notifications.
 */
export function parseNotifications(
  output: string,
  packageName: string,
): readonly PackageNotification[] | undefined {
  if (!/^Current Notification Manager state/m.test(output)) return undefined;
  const posted: PackageNotification[] = [];
  for (const block of postedList(output).split(/^(?=\s*NotificationRecord\()/m)) {
    const heading = /^\s*NotificationRecord\(\S+: pkg=(\S+) user=.*? id=(-?\d+) tag=(.*?) importance=/.exec(
      block,
    );
    if (heading?.[1] !== packageName) continue;
    const [, , id, tag] = heading;
    const key = /^\s+key=(.*)$/m.exec(block)?.[1] ?? / key=(\S+): /.exec(block)?.[1] ?? '';
    const words = { title: extra(block, 'title'), text: extra(block, 'text') };
    posted.push({
      id: Number(id),
      key,
      ...(tag === undefined || tag === 'null' ? {} : { tag }),
      ...(words.title === undefined ? {} : { title: words.title }),
      ...(words.text === undefined ? {} : { text: words.text }),
    });
  }
  return posted;
}

/** The archive and the snoozed ones repeat records that are no longer shown. */
function postedList(output: string): string {
  const start = output.search(/^ {2}Notification List:/m);
  if (start < 0) return '';
  const rest = output.slice(start + 3);
  const end = rest.search(/^ {2}\S/m);
  return end < 0 ? rest : rest.slice(0, end);
}

/** Without `--noredact`, and on makers' ROMs, the words are left out: `String [length=16]`. */
function extra(block: string, name: string): string | undefined {
  return new RegExp(`^\\s+android\\.${name}=\\w+ \\((.*)\\)\\s*$`, 'm').exec(block)?.[1];
}
