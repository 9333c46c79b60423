import type { Glass, View } from '../screen-parts.ts';
import { insetsOf } from '../ui/insets.ts';
import { movedBy } from '../ui/rectangle.ts';

export type Bounds = View['bounds'];

/** The part of the display that no system bar covers, and how many pixels a dp is. */
export interface ContentArea extends Bounds {
  readonly width: number;
  readonly dp: number;
}

/** A bar at the left counts for nothing here: `root` and `inContent` move what is laid out away from it. */
export function contentArea(glass: Glass): ContentArea {
  const { left, top, right, bottom } = insetsOf(glass);
  const width = glass.width - left - right;
  return { left: 0, top, right: width, bottom: glass.height - bottom, width, dp: glass.density / 160 };
}

/** A view of the content area at its place on the display. */
export function inContent(glass: Glass, view: View): View {
  const { left } = insetsOf(glass);
  if (left === 0) return view;
  const { children } = view;
  return {
    ...view,
    bounds: movedBy(view.bounds, left, 0),
    ...(children === undefined ? {} : { children: children.map((child) => inContent(glass, child)) }),
  };
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
export function root(glass: Glass, background: string, children: readonly View[]): View {
  return {
    className: 'android.widget.FrameLayout',
    bounds: box(0, 0, glass.width, glass.height),
    style: { background },
    children: children.map((child) => inContent(glass, child)),
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
