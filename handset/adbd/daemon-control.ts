import { SHELL_UID } from '../shell/shell-user.ts';
import type { AdbStream } from './stream.ts';

/** What the daemon can do to itself and to the phone when a host asks for it. */
export interface DaemonControl {
  /** Whom services run as: the shell, or root after `adb root`. */
  readonly uid: number;
  readonly api: number;
  /** `ro.debuggable`, as on userdebug builds. */
  readonly debuggable: boolean;
  /** Starts the daemon anew once the answer is out: all connections end. */
  restart(change: { readonly uid?: number; readonly port?: number | 'default' }): void;
  /** Returns at once; the connections end when the phone goes down. */
  reboot(reason: string): void;
}

/** The services that say one sentence and, mostly, end the connection; `undefined` for none of them. */
export function controlService(
  service: string,
  control: DaemonControl,
): ((stream: AdbStream) => void) | undefined {
  const [, name = '', word = ''] = /^([a-z-]+):(.*)$/s.exec(service) ?? [];
  switch (name) {
    case 'root':
      return (stream) => root(control, stream);
    case 'unroot':
      return (stream) => unroot(control, stream);
    case 'tcpip':
      return tcpip(control, word);
    case 'usb':
      // A phone with no USB at all listens on its default port, whatever it was told (adbd's main.cpp).
      return (stream) => sayAndRestart(stream, 'restarting in USB mode\n', control, { port: 'default' });
    case 'remount':
      return (stream) => say(stream, remount(control));
    case 'disable-verity':
    case 'enable-verity':
      return (stream) => say(stream, verity(control));
    case 'reboot':
      // The stream stays open and silent until the phone goes down: scripts wait for the device right behind it
      // (reboot_service.cpp).
      return (stream) => {
        stream.resume();
        control.reboot(word);
      };
    default:
      return undefined;
  }
}

/** Words of restart_service.cpp, the same since Android 8. */
function root(control: DaemonControl, stream: AdbStream): void {
  if (control.uid === 0) say(stream, 'adbd is already running as root\n');
  else if (!control.debuggable) say(stream, 'adbd cannot run as root in production builds\n');
  else sayAndRestart(stream, 'restarting adbd as root\n', control, { uid: 0 });
}

function unroot(control: DaemonControl, stream: AdbStream): void {
  if (control.uid !== 0) say(stream, 'adbd not running as root\n');
  else sayAndRestart(stream, 'restarting adbd as non root\n', control, { uid: SHELL_UID });
}

function tcpip(control: DaemonControl, word: string): (stream: AdbStream) => void {
  const digits = /^\s*([+-]?\d+)/.exec(word)?.[1];
  if (digits === undefined) throw new Error('there is no port in it');
  const port = Number(digits);
  if (port <= 0 || port > 65_535) return (stream) => say(stream, `invalid port ${port}\n`);
  return (stream) => sayAndRestart(stream, `restarting in TCP mode port: ${port}\n`, control, { port });
}

/**
 * To the shell as any phone answers (remount_service.cpp; from 11 on the program `remount` itself). To root: the handset
 * has no partitions, and says so as a phone whose table of them cannot be read (fs_mgr_remount.cpp, NO_FSTAB).
 */
function remount({ uid, api, debuggable }: DaemonControl): string {
  const failed = api === 29 ? 'remount failed\n' : '';
  if (api >= 30 && !debuggable) return 'only functions on userdebug or eng builds\n';
  if (uid !== 0) return `Not running as root. Try "adb root" first.\n${failed}`;
  if (api < 29) return 'remount of /system failed: Operation not permitted\nremount failed\n';
  const status = api === 29 ? '/system/bin/remount exited with status 4\n' : '';
  return `Failed to read fstab: No such file or directory\n${status}${failed}`;
}

/** As a phone without verified boot whose partitions cannot be read (set_verity_enable_state_service.cpp). */
function verity({ uid, debuggable }: DaemonControl): string {
  if (!debuggable) return 'verity cannot be disabled/enabled - USER build\n';
  return `Failed to read fstab\n${uid === 0 ? '' : 'Maybe run adb root?\n'}`;
}

function say(stream: AdbStream, text: string): void {
  stream.end(text);
  stream.resume();
}

function sayAndRestart(
  stream: AdbStream,
  text: string,
  control: DaemonControl,
  change: Parameters<DaemonControl['restart']>[0],
): void {
  stream.end(text, () => control.restart(change));
  stream.resume();
}
