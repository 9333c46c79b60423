import type { AppProcess, View } from '../parts.ts';

export type Bounds = View['bounds'];

/** The part of the display that no system bar covers, and how many pixels a dp is. */
export interface ContentArea extends Bounds {
  readonly width: number;
  readonly dp: number;
}

/** Apps do not see the display's density; a phone's display is 411 dp wide. */
const DISPLAY_WIDTH_DP = 411;

export function contentArea({ width, height }: AppProcess['displaySize']): ContentArea {
  const dp = width / DISPLAY_WIDTH_DP;
  return { left: 0, top: Math.round(24 * dp), right: width, bottom: height - Math.round(49 * dp), width, dp };
}

export function box(left: number, top: number, width: number, height: number): Bounds {
  return {
    left: Math.round(left),
    top: Math.round(top),
    right: Math.round(left + width),
    bottom: Math.round(top + height),
  };
}

/** The view that fills the display, bars included: its background is what the status bar lies on. */
export function root(size: AppProcess['displaySize'], background: string, children: readonly View[]): View {
  return {
    className: 'android.widget.FrameLayout',
    bounds: box(0, 0, size.width, size.height),
    style: { background },
    children,
  };
}

export function panel(bounds: Bounds, background: string, children: readonly View[] = []): View {
  return { className: 'android.view.ViewGroup', bounds, style: { background }, children };
}

interface LabelOptions {
  readonly resourceId?: string;
  readonly fontSize: number;
  readonly color?: string;
  readonly bold?: boolean;
  readonly align?: 'left' | 'center';
}

export function label(bounds: Bounds, text: string, options: LabelOptions): View {
  const { resourceId, ...style } = options;
  return {
    className: 'android.widget.TextView',
    bounds,
    text,
    style,
    ...(resourceId === undefined ? {} : { resourceId }),
  };
}

interface ButtonOptions extends LabelOptions {
  readonly background: string;
  readonly onClick: () => void | Promise<void>;
}

export function button(bounds: Bounds, text: string, options: ButtonOptions): View {
  const { resourceId, onClick, ...style } = options;
  return {
    className: 'android.widget.Button',
    bounds,
    text,
    clickable: true,
    style: { align: 'center', ...style },
    onClick,
    ...(resourceId === undefined ? {} : { resourceId }),
  };
}

export function picture(bounds: Bounds, image: Uint8Array, contentDescription?: string): View {
  return {
    className: 'android.widget.ImageView',
    bounds,
    image,
    ...(contentDescription === undefined ? {} : { contentDescription }),
  };
}
