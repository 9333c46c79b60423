import type { Glass, View } from '../../screen-parts.ts';
import type { Rectangle } from '../rectangle.ts';
import { lineHeight, textLines } from '../text-lines.ts';

/** One part of a dialog, of the height that it needs, below the one before it. */
export interface DialogPart {
  readonly view: Omit<View, 'bounds'>;
  readonly height: number;
}

/** A dialog in the middle of the display (or at its foot), its parts one below the other. */
export function dialogView(
  glass: Glass,
  parts: readonly DialogPart[],
  place: 'middle' | 'foot' = 'middle',
): View {
  const dp = glass.density / 160;
  const [margin, padding] = [Math.round(24 * dp), Math.round(20 * dp)];
  const height = parts.reduce((sum, part) => sum + part.height, 2 * padding);
  const bottom =
    place === 'foot' ? glass.height - Math.round(64 * dp) : Math.round((glass.height + height) / 2);
  const bounds = { left: margin, top: bottom - height, right: glass.width - margin, bottom };
  let top = bounds.top + padding;
  const children = parts.map((part): View => {
    const own = {
      left: bounds.left + padding,
      top,
      right: bounds.right - padding,
      bottom: top + part.height,
    };
    top += part.height;
    return { ...part.view, bounds: own };
  });
  return {
    className: 'android.widget.FrameLayout',
    // The root of a window's content, by which clients find dialogs.
    resourceId: 'android:id/content',
    bounds,
    style: { background: '#ffffff' },
    children,
  };
}

interface TextOptions {
  readonly resourceId: string;
  readonly sp?: number;
  readonly bold?: boolean;
  readonly color?: string;
}

export function textPart(glass: Glass, text: string, options: TextOptions): DialogPart {
  const { resourceId, sp = 16, bold = false, color = '#202124' } = options;
  const fontSize = Math.round((sp * glass.density) / 160);
  const width = glass.width - Math.round((88 * glass.density) / 160);
  const lines = Math.max(1, textLines(text, { width, fontSize, bold, maxLines: 8 }).length);
  return {
    height: lines * lineHeight(fontSize) + Math.round((12 * glass.density) / 160),
    view: {
      className: 'android.widget.TextView',
      resourceId,
      text,
      style: { fontSize, bold, color },
    },
  };
}

interface ButtonOptions {
  readonly resourceId: string;
  readonly enabled?: boolean;
  readonly onClick: () => void | Promise<void>;
}

export function buttonPart(glass: Glass, text: string, options: ButtonOptions): DialogPart {
  const dp = glass.density / 160;
  return {
    height: Math.round(48 * dp),
    view: {
      className: 'android.widget.Button',
      clickable: true,
      text,
      style: { fontSize: Math.round(14 * dp), color: '#1a73e8', bold: true, align: 'center' },
      ...options,
    },
  };
}

/** Names of apps are theirs to choose, and may fill a screen. */
export function shortened(text: string): string {
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}

export function wholeDisplay({ width, height }: Glass): Rectangle {
  return { left: 0, top: 0, right: width, bottom: height };
}
