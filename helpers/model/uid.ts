/** Android gives each user a range of UIDs of this size (UserHandle.PER_USER_RANGE). */
export const UIDS_OF_A_USER = 100_000;

/** From here on UIDs are apps', below the system's (Process.FIRST_APPLICATION_UID). */
export const FIRST_APP_UID = 10_000;

/** From Android 13 on libraries may run in a sandbox of the app's, under a UID that much higher (Process.FIRST_SDK_SANDBOX_UID). */
export const SANDBOX_ABOVE_APP = 10_000;
