import type { AppServices } from './app-services.ts';
import { security } from './media/java-exception.ts';
import type { PhoneProcess } from './process.ts';

/** `Activity.registerScreenCaptureCallback`, from Android 14 on. */
export interface ScreenCaptures {
  /** Throws where the version has no such callback, or the app did not ask for it in its manifest. */
  register(process: PhoneProcess, onCapture: () => void): void;
  /** A screenshot was taken by keys: whose screen is seen hears of it, and the user that it did. */
  captured(): void;
}

const PERMISSION = 'android.permission.DETECT_SCREEN_CAPTURE';
const FIRST_WITH_CALLBACK = 34;
const TOAST_MS = 3_500;

export function createScreenCaptures(parts: {
  readonly api: number;
  /** Who has a visible activity: by the documentation of ScreenCaptureCallback; nobody before a dark or locked display. */
  visible(): PhoneProcess | undefined;
  toast(text: string, milliseconds: number): void;
}): ScreenCaptures {
  const callbacks = new Map<PhoneProcess, (() => void)[]>();
  return {
    register(process, onCapture) {
      if (parts.api < FIRST_WITH_CALLBACK)
        throw new Error(
          'java.lang.NoSuchMethodError: No virtual method registerScreenCaptureCallback in class Landroid/app/Activity;',
        );
      const { pid, package: known } = process;
      // ActivityTaskManagerService.enforceTaskPermission's words (ActivityManagerService.enforceCallingPermission).
      if (!known.granted.has(PERMISSION))
        throw security(
          `Permission Denial: registerScreenCaptureObserver from pid=${pid}, uid=${known.uid} requires ${PERMISSION}`,
        );
      callbacks.set(process, [...(callbacks.get(process) ?? []), onCapture]);
      process.onEnd.push(() => callbacks.delete(process));
    },
    captured() {
      const seen = parts.visible();
      const told = seen === undefined ? undefined : callbacks.get(seen);
      if (seen === undefined || told === undefined) return;
      parts.toast(`${seen.package.label} detected this screenshot.`, TOAST_MS);
      for (const tell of told) tell();
    },
  };
}

/** The call of an app's process. */
export function screenCaptureCall(
  process: PhoneProcess,
  services: AppServices,
): (onCapture: () => void) => void {
  return (onCapture) =>
    services.screenCaptures.register(process, () => void services.guard(process, onCapture));
}
