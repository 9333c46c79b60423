import type { ScreenOrientation } from '../app-parts.ts';
import type { Glass, Rotation } from '../screen-parts.ts';
import type { Settings } from './settings.ts';

/** A display's size while the phone is upright, and how dense it is. */
export type PanelSize = Pick<Glass, 'width' | 'height' | 'density'>;
export type FixedToUser = 'default' | 'enabled' | 'disabled';

interface UserRotation {
  readonly locked: boolean;
  readonly rotation: Rotation;
}

/** The display's surface: how it is turned, and of which size it was told to be (`DisplayRotation`, `DisplayContent`). */
export interface PhoneGlass extends Glass {
  /** As it left the factory. */
  readonly panel: PanelSize;
  /** As it was told to be, upright. */
  readonly base: PanelSize;
  /** `undefined` gives the panel's own back. */
  forceSize(size: Pick<PanelSize, 'width' | 'height'> | undefined): Promise<void>;
  forceDensity(density: number | undefined): Promise<void>;
  /** What the user chose; `locked`: whether it counts. */
  userRotation(): UserRotation;
  /** `freezeRotation`: locks it there, or where it is. */
  freeze(rotation?: Rotation): Promise<void>;
  thaw(): Promise<void>;
  /** Whether what apps want of the display counts for nothing. */
  fixedToUser(): FixedToUser;
  fixToUser(fixed: FixedToUser): Promise<void>;
  /** The surface as it is for an activity that wants this of it. */
  under(orientation: ScreenOrientation): Glass;
  /** Told when it may have turned or changed its size; whoever changed it waits for the listeners. */
  onChange(listener: () => Promise<void>): void;
}

export interface GlassParts {
  readonly panel: PanelSize;
  readonly settings: Settings;
  /** What is in front wants of the display. */
  wanted(): ScreenOrientation;
}

/** DisplayContent.setForcedSize and WindowManagerService: no less than 200 pixels, no more than twice the panel's. */
const LEAST_PIXELS = 200;
const MOST_SCALE = 2;

export function createPhoneGlass(parts: GlassParts): PhoneGlass {
  return new TurningGlass(parts);
}

class TurningGlass implements PhoneGlass {
  readonly #parts: GlassParts;
  readonly #listeners: (() => Promise<void>)[] = [];
  #size: Pick<PanelSize, 'width' | 'height'> | undefined;
  #density: number | undefined;
  #fixed: FixedToUser = 'default';
  /** Both settings are being written, which is one change. */
  #writing = false;

  constructor(parts: GlassParts) {
    this.#parts = parts;
    parts.settings.onPut((namespace, key) => {
      if (!this.#writing && namespace === 'system' && ROTATION_SETTINGS.has(key)) void this.#changed();
    });
  }

  get panel(): PanelSize {
    return this.#parts.panel;
  }

  get base(): PanelSize {
    const { width, height, density } = this.panel;
    return { ...(this.#size ?? { width, height }), density: this.#density ?? density };
  }

  get width(): number {
    return this.under(this.#parts.wanted()).width;
  }

  get height(): number {
    return this.under(this.#parts.wanted()).height;
  }

  get density(): number {
    return this.base.density;
  }

  get rotation(): Rotation {
    return this.under(this.#parts.wanted()).rotation;
  }

  async forceSize(size: Pick<PanelSize, 'width' | 'height'> | undefined): Promise<void> {
    this.#size = size === undefined ? undefined : withinReason(size, this.panel);
    const kept = this.#size === undefined ? '' : `${this.#size.width},${this.#size.height}`;
    this.#parts.settings.put('global', 'display_size_forced', kept);
    await this.#changed();
  }

  async forceDensity(density: number | undefined): Promise<void> {
    this.#density = density;
    this.#parts.settings.put(
      'secure',
      'display_density_forced',
      density === undefined ? '' : String(density),
    );
    await this.#changed();
  }

  userRotation(): UserRotation {
    return userRotationOf(this.#parts.settings);
  }

  freeze(rotation: Rotation = this.rotation): Promise<void> {
    return this.#write([
      ['accelerometer_rotation', '0'],
      ['user_rotation', String(rotation)],
    ]);
  }

  thaw(): Promise<void> {
    return this.#write([['accelerometer_rotation', '1']]);
  }

  fixedToUser(): FixedToUser {
    return this.#fixed;
  }

  async fixToUser(fixed: FixedToUser): Promise<void> {
    this.#fixed = fixed;
    await this.#changed();
  }

  under(orientation: ScreenOrientation): Glass {
    const user = this.userRotation();
    const rotation = this.#fixed === 'enabled' ? user.rotation : rotationFor(orientation, user);
    const { width, height, density } = this.base;
    return rotation % 2 === 0
      ? { width, height, density, rotation }
      : { width: height, height: width, density, rotation };
  }

  onChange(listener: () => Promise<void>): void {
    this.#listeners.push(listener);
  }

  async #write(values: readonly (readonly [string, string])[]): Promise<void> {
    this.#writing = true;
    for (const [key, value] of values) this.#parts.settings.put('system', key, value);
    this.#writing = false;
    await this.#changed();
  }

  async #changed(): Promise<void> {
    for (const listener of this.#listeners) await listener();
  }
}

const ROTATION_SETTINGS: ReadonlySet<string> = new Set(['accelerometer_rotation', 'user_rotation']);

/** Settings that are no numbers count as 0 (Settings.System.getIntForUser with that default). */
function userRotationOf(settings: Settings): UserRotation {
  const number = (key: string): number => Number(settings.get('system', key) ?? '0');
  const rotation = number('user_rotation');
  return {
    locked: number('accelerometer_rotation') !== 1,
    rotation: isRotation(rotation) ? rotation : 0,
  };
}

export function isRotation(value: number): value is Rotation {
  return value === 0 || value === 1 || value === 2 || value === 3;
}

/**
 * DisplayRotation.rotationForOrientation (rotationForOrientationLw up to 9) for a phone that nobody turns: its sensor says
 * upright. What the user locked counts for all that asks for no sensor, as long as it is of the orientation asked for.
 */
function rotationFor(orientation: ScreenOrientation, user: UserRotation): Rotation {
  const preferred = user.locked ? user.rotation : 0;
  switch (orientation) {
    case 'unspecified':
      return preferred;
    case 'nosensor':
    case 'sensorPortrait':
      return 0;
    case 'sensorLandscape':
      return 1;
    case 'portrait':
      return preferred % 2 === 0 ? preferred : 0;
    case 'reversePortrait':
      return preferred % 2 === 0 ? preferred : 2;
    case 'landscape':
      return preferred % 2 === 1 ? preferred : 1;
    case 'reverseLandscape':
      return preferred % 2 === 1 ? preferred : 3;
  }
}

function withinReason(
  size: Pick<PanelSize, 'width' | 'height'>,
  panel: PanelSize,
): Pick<PanelSize, 'width' | 'height'> {
  const within = (wanted: number, own: number): number =>
    Math.min(Math.max(wanted, LEAST_PIXELS), own * MOST_SCALE);
  return { width: within(size.width, panel.width), height: within(size.height, panel.height) };
}
