/** The user that adb and its shell run as. */
export const SHELL_UID = 2000;

/** The groups that Android 9's adbd gives the shell (system/core adb daemon main.cpp). */
export const SHELL_GROUPS: readonly number[] = [
  1004, 1007, 1011, 1015, 1028, 3001, 3002, 3003, 3006, 3009, 3011,
];
