import type { Screen } from '../screen-parts.ts';
import type { PhoneProcess } from './process.ts';

/** What is seen of an app that has shown nothing. */
export function blankScreen(
  { width, height }: { readonly width: number; readonly height: number },
  process: PhoneProcess | undefined,
): Screen {
  return {
    package: process?.package.package ?? 'android',
    activity: process?.activity ?? '',
    root: {
      className: 'android.widget.FrameLayout',
      bounds: { left: 0, top: 0, right: width, bottom: height },
    },
  };
}
