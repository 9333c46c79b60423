import type { Framework } from '../framework.ts';

/** From which version on a touchscreen's mapper counts in the panel's own, unturned coordinates (read in TouchInputMapper of 14). */
const FIRST_UNTURNED = 33;

/**
 * `dumpsys input`: the touchscreen's mapper, by which clients learn how the display is turned (`SurfaceOrientation`). The
 * form of DisplayViewport::toString and TouchInputMapper::dump is from memory but for the line with the orientation.
 */
export function inputDump({ android, glass }: Framework): string {
  const { width, height, rotation } = glass;
  const { base, panel } = glass;
  const logical = `logicalFrame=[0, 0, ${width}, ${height}]`;
  const frames = `${logical}, physicalFrame=[0, 0, ${width}, ${height}], deviceSize=[${panel.width}, ${panel.height}]`;
  const orientation =
    android.api >= FIRST_UNTURNED
      ? ['      InputDeviceOrientation: 0']
      : [
          `      SurfaceWidth: ${base.width}px`,
          `      SurfaceHeight: ${base.height}px`,
          `      SurfaceOrientation: ${rotation}`,
        ];
  return `${[
    'INPUT MANAGER (dumpsys input)',
    '',
    'Input Reader State:',
    '  Device 2: touchscreen',
    '    Touch Input Mapper (mode - direct):',
    `      Viewport INTERNAL: displayId=0, orientation=${rotation}, ${frames}`,
    ...orientation,
  ].join('\n')}\n`;
}
