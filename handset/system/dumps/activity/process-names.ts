import type { PhoneProcess } from '../../process.ts';
import { hashOf } from '../forms.ts';

/** `ProcessRecord{5901a00 7087:org.example.app/u0a77}`. */
export function processRecord(process: PhoneProcess): string {
  return `ProcessRecord{${hashOf(`${process.pid}`)} ${shortProcess(process)}}`;
}

/** `7087:org.example.app/u0a77`. */
export function shortProcess({ pid, package: known }: PhoneProcess): string {
  return `${pid}:${known.package}/${uidName(known.uid)}`;
}

/** `u0a77`, as UserHandle.formatUid; uids of the system are numbers. */
export function uidName(uid: number): string {
  const appId = uid % 100_000;
  return appId >= 10_000 ? `u${Math.floor(uid / 100_000)}a${appId - 10_000}` : String(uid);
}

/** Pid of the system's own process, which is no app's. */
export const SYSTEM_PROCESS = '1742:system/1000';
