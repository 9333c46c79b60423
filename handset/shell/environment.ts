/** What the shell's environment is by version, and for whom. */
export interface Person {
  readonly uid: number;
  readonly name: string;
  readonly home: string;
}

/** `_PATH_DEFPATH` of bionic's paths.h: 8.1 and 9 looked into /sbin, later ones into modules. */
function searchPath(api: number): string {
  if (api < 29) return '/sbin:/system/sbin:/system/bin:/system/xbin:/vendor/bin:/vendor/xbin';
  const modules =
    api < 30
      ? '/sbin:/system/sbin:/product/bin:/apex/com.android.runtime/bin'
      : '/product/bin:/apex/com.android.runtime/bin:/apex/com.android.art/bin:/system_ext/bin';
  return `${modules}:/system/bin:/system/xbin:/odm/bin:/vendor/bin:/vendor/xbin`;
}

/** As init and adbd set it (init.environ.rc, adb/daemon/shell_service.cpp); LC_ALL is this phone's own, for its C library. */
export function environmentOf(api: number, { name, home }: Person): NodeJS.ProcessEnv {
  return {
    PATH: searchPath(api),
    HOME: home,
    HOSTNAME: 'handset',
    LOGNAME: name,
    USER: name,
    SHELL: api < 30 ? '/system/bin/sh' : '/bin/sh',
    TERM: 'dumb',
    TMPDIR: '/data/local/tmp',
    ANDROID_ASSETS: '/system/app',
    ANDROID_BOOTLOGO: '1',
    ANDROID_DATA: '/data',
    ANDROID_ROOT: '/system',
    ANDROID_STORAGE: '/storage',
    ASEC_MOUNTPOINT: '/mnt/asec',
    EXTERNAL_STORAGE: '/sdcard',
    ...(api < 29 ? {} : { ANDROID_TZDATA_ROOT: '/apex/com.android.tzdata' }),
    ...(api < 30
      ? {}
      : { ANDROID_ART_ROOT: '/apex/com.android.art', ANDROID_I18N_ROOT: '/apex/com.android.i18n' }),
    LC_ALL: 'C.UTF-8',
  };
}
