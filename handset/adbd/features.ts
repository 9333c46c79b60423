import type { AndroidVersion } from '../system/android-version.ts';

/** What an adb daemon of one Android version says of itself in its greeting. */
export interface DaemonTraits {
  /** From 0x01000001 on the checksums of packets are not looked at. */
  readonly protocol: number;
  readonly largestPayload: number;
  /** In the order in which a daemon of that version prints them, without those that the handset has not. */
  readonly features: readonly string[];
}

/** The protocol of before Android 9: every packet carries a checksum, which the daemon verifies. */
export const WITH_CHECKSUMS = 0x01000000;
const WITHOUT_CHECKSUMS = 0x01000001;

/**
 * Until Android 11 the set had no order of its own, so that these are the orders in which real daemons printed it
 * (facts §4; of 10, the emulator's greeting that the client dadb quotes). From 12 on it is a list, in transport.cpp.
 * Left out because the handset has not what they promise: `apex` (packages of the system itself), `sendrecv_v2_lz4` and
 * `_zstd` (no such codec in Node 20), `openscreen_mdns` (it announces itself to nobody), `devraw` (there are no serial
 * devices), `devicetracker_proto_format` and `server_status` (of the host's server).
 */
const FEATURES: readonly (readonly [fromApi: number, features: string])[] = [
  [
    36,
    'shell_v2,cmd,stat_v2,ls_v2,fixed_push_mkdir,abb,fixed_push_symlink_timestamp,abb_exec,remount_shell,track_app,sendrecv_v2,sendrecv_v2_brotli,sendrecv_v2_dry_run_send,app_info,delayed_ack',
  ],
  [
    34,
    'shell_v2,cmd,stat_v2,ls_v2,fixed_push_mkdir,abb,fixed_push_symlink_timestamp,abb_exec,remount_shell,track_app,sendrecv_v2,sendrecv_v2_brotli,sendrecv_v2_dry_run_send,delayed_ack',
  ],
  [
    33,
    'shell_v2,cmd,stat_v2,ls_v2,fixed_push_mkdir,abb,fixed_push_symlink_timestamp,abb_exec,remount_shell,track_app,sendrecv_v2,sendrecv_v2_brotli,sendrecv_v2_dry_run_send',
  ],
  [
    30,
    'sendrecv_v2_brotli,remount_shell,sendrecv_v2,abb_exec,fixed_push_mkdir,fixed_push_symlink_timestamp,abb,shell_v2,cmd,ls_v2,stat_v2',
  ],
  [29, 'fixed_push_symlink_timestamp,fixed_push_mkdir,stat_v2,abb_exec,cmd,abb,shell_v2'],
  [0, 'cmd,stat_v2,shell_v2'],
];

export function daemonTraits({ api }: AndroidVersion): DaemonTraits {
  const features = FEATURES.find(([fromApi]) => api >= fromApi)?.[1].split(',') ?? [];
  // adb.h of android-8.1.0_r1 and android-9.0.0_r1.
  return api < 28
    ? { protocol: WITH_CHECKSUMS, largestPayload: 256 * 1024, features }
    : { protocol: WITHOUT_CHECKSUMS, largestPayload: 1024 * 1024, features };
}
