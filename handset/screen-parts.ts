/** What an app shows. */
export interface Screen {
  readonly package: string;
  readonly activity: string;
  readonly root: View;
  /** A dialog of the app: what is below is darkened, touched by nothing, and not seen by accessibility. */
  readonly dialog?: View;
}

/** One node of a screen, as accessibility sees it and as it is drawn. */
export interface View {
  readonly className: string;
  /** Pixels of the display. */
  readonly bounds: {
    readonly left: number;
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
  };
  readonly resourceId?: string;
  readonly text?: string;
  readonly contentDescription?: string;
  readonly clickable?: boolean;
  readonly enabled?: boolean;
  readonly checked?: boolean;
  readonly selected?: boolean;
  /** Shown as dots; accessibility sees dots too. */
  readonly password?: boolean;
  /** What an empty text field shows; accessibility gives it as the field's text, as Android does. */
  readonly hint?: string;
  readonly style?: {
    readonly background?: string;
    readonly color?: string;
    readonly fontSize?: number;
    readonly bold?: boolean;
    readonly align?: 'left' | 'center';
  };
  /** PNG, JPEG or WebP bytes, drawn to fill the bounds. */
  readonly image?: Uint8Array;
  /**
   * Children that lie beyond the bounds in this direction are scrolled into them by fingers. They have the bounds that
   * they have before anything is scrolled; the phone moves them, and keeps how far.
   */
  readonly scrolls?: 'vertical' | 'horizontal';
  /** What is scrolled: another one begins at its start again. */
  readonly scrollContent?: string;
  readonly onClick?: () => void | Promise<void>;
  readonly onLongClick?: () => void | Promise<void>;
  /** A finger went over the view in this direction, and nothing there scrolls. */
  readonly onSwipe?: (direction: Direction) => void | Promise<void>;
  /** Two fingers spread on it (above 1) or closed (below 1). */
  readonly onPinch?: (scale: number) => void | Promise<void>;
  readonly onText?: (text: string) => void | Promise<void>;
  readonly children?: readonly View[];
}

export type Direction = 'up' | 'down' | 'left' | 'right';

/** A window on the display, as `dumpsys window` and accessibility know it. */
export interface PhoneWindow {
  /** `package/activity` of an activity, a name such as `StatusBar` of others. */
  readonly title: string;
  /** As accessibility has it (AccessibilityWindowInfo.TYPE_*). */
  readonly kind: 'application' | 'input-method' | 'system';
  readonly screen: Screen;
}

/** Where a finger is, and when, counted from its touching the display. */
export interface TouchPoint {
  readonly x: number;
  readonly y: number;
  readonly atMs: number;
}

/** Surface.ROTATION_*: quarters of a turn to the left that the phone was given. */
export type Rotation = 0 | 1 | 2 | 3;

/** The surface of the display as it is at the moment: it turns, and it can be given another size. */
export interface Glass {
  readonly width: number;
  readonly height: number;
  /** Dots per inch, e.g. 420. */
  readonly density: number;
  readonly rotation: Rotation;
}

/** All pixels of one moment as RGBA, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/** The display: what is in front, and what input reaches it. */
export interface Display {
  readonly glass: Glass;
  /** The screen that has the focus; a plain one while an app has shown nothing. */
  current(): Screen;
  /** From the lowest to the topmost; the one with the focus is `focused()`. */
  windows(): readonly PhoneWindow[];
  focused(): PhoneWindow;
  /** What the user sees of the display's state. */
  state(): DisplayState;
  /** The pixels, PNG encoded: what a screenshot shows. */
  capture(): Promise<Buffer>;
  pixels(): Promise<Pixels>;
  /** A tap, in display pixels: reaches the topmost clickable view there. */
  tap(x: number, y: number): Promise<void>;
  /** One finger, from its touching the display to its leaving it: a tap, a long press, a drag or a swipe. */
  touch(path: readonly TouchPoint[]): Promise<void>;
  /** Whether a view of the focused window, by its path, has more to show in that direction. */
  canScroll(path: readonly number[], direction: Direction): boolean;
  /** Two fingers spread (above 1) or close (below 1) around a point. */
  pinch(x: number, y: number, scale: number): Promise<void>;
  /** Types into the text field that has the focus. */
  text(text: string): Promise<void>;
  /** A hardware key, e.g. 3 HOME, 4 BACK, 26 POWER, 27 CAMERA, 120 SYSRQ. */
  key(keycode: number, press?: KeyPress): Promise<void>;
  /** Shows a message that goes away by itself. */
  toast(text: string, milliseconds: number): void;
}

export interface KeyPress {
  readonly long?: boolean;
  /** Other keys that are held down meanwhile. */
  readonly with?: readonly number[];
}

interface DisplayState {
  readonly awake: boolean;
  /** The keyguard is there, seen or not. */
  readonly locked: boolean;
  readonly keyboardShown: boolean;
  /** Path of the view with the input focus below the root of the focused window's screen. */
  readonly focus: readonly number[] | undefined;
  /** Messages that are on the display now. */
  readonly toasts: readonly string[];
}
