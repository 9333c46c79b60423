import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { accountName } from './app-name.ts';

/** Android's own accounts (android_filesystem_config.h), by number. */
export const SYSTEM_ACCOUNTS: ReadonlyMap<number, string> = new Map(
  [
    '0:root 1000:system 1001:radio 1002:bluetooth 1003:graphics 1004:input 1005:audio 1006:camera 1007:log',
    '1008:compass 1009:mount 1010:wifi 1011:adb 1012:install 1013:media 1014:dhcp 1015:sdcard_rw 1016:vpn',
    '1017:keystore 1018:usb 1019:drm 1020:mdnsr 1021:gps 1023:media_rw 1024:mtp 1026:drmrpc 1027:nfc 1028:sdcard_r',
    '1029:clat 1031:media_drm 1032:package_info 1033:sdcard_pics 1034:sdcard_av 1035:sdcard_all 1036:logd',
    '1037:shared_relro 1040:media_ex 1041:audioserver 1045:debuggerd 1046:media_codec 1047:cameraserver 1051:dns',
    '1053:webview_zygote 1058:tombstoned 1059:media_obb 1066:statsd 1067:incidentd 1069:lmkd 1073:network_stack',
    '1076:credstore 1077:external_storage 1078:ext_data_rw 1079:ext_obb_rw 2000:shell 2001:cache 2002:diag',
    '3001:net_bt_admin 3002:net_bt 3003:inet 3004:net_raw 3005:net_admin 3006:net_bw_stats 3007:net_bw_acct',
    '3009:readproc 3010:wakelock 3011:uhid 3012:readtracefs 9997:everybody 9998:misc 9999:nobody',
  ]
    .flatMap((line) => line.split(' '))
    .map((one) => {
      const [number = '', name = ''] = one.split(':');
      return [Number(number), name];
    }),
);

/** How many apps have a name here, for each user; bionic makes names up for all. */
const APPS = 200;
const USERS = [0, 10, 11, 12, 95, 128, 999];
const SHARED = Array.from({ length: APPS }, (_, app) => 50_000 + app);

/** The files from which the phone's programs learn names: bionic needs none, the C library here does. */
export async function writeAccounts(rootDirectory: string): Promise<void> {
  const uids = USERS.flatMap((user) =>
    Array.from({ length: APPS }, (_, app) => user * 100_000 + 10_000 + app),
  );
  const numbers = [...SYSTEM_ACCOUNTS.keys(), ...uids, ...SHARED];
  const named = numbers.map((uid) => [accountName(uid, SYSTEM_ACCOUNTS), uid] as const);
  const etc = path.join(rootDirectory, 'system', 'etc');
  await writeFile(
    path.join(etc, 'passwd'),
    named.map(([name, id]) => `${name}:x:${id}:${id}::/:/system/bin/sh\n`).join(''),
  );
  await writeFile(path.join(etc, 'group'), named.map(([name, id]) => `${name}:x:${id}:\n`).join(''));
}
