import type { ScreenOrientation } from '../app-parts.ts';
import type { Glass } from '../screen-parts.ts';
import type { PhoneGlass } from './phone-glass.ts';
import type { PhoneProcess } from './process.ts';

/** `android:screenOrientation` of the process's activity on top. */
export function orientationOf(process: PhoneProcess | undefined): ScreenOrientation {
  const manifest = process?.package.app?.manifest;
  return manifest?.activities.find(({ name }) => name === process?.activity)?.orientation ?? 'unspecified';
}

/** The display as the process's activity has it, or would have it in front; it changes with the phone. */
export function glassOf(process: PhoneProcess, glass: PhoneGlass): Glass {
  const now = (): Glass => glass.under(orientationOf(process));
  return {
    get width() {
      return now().width;
    },
    get height() {
      return now().height;
    },
    get density() {
      return now().density;
    },
    get rotation() {
      return now().rotation;
    },
  };
}

/** Two displays of one name need no other layout. */
export function glassName({ width, height, density, rotation }: Glass): string {
  return `${width}x${height} ${density}dpi ${rotation}`;
}
