import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import type { App, AppProcess } from '../app-parts.ts';
import type { Screen, View } from '../screen-parts.ts';
import { characters, withEmoji } from '../ui/emoji.ts';
import { phoneFont, registerFonts } from '../ui/fonts.ts';
import { box, contentArea, label, picture, root } from './views.ts';

/** An app on the home screen. */
export interface HomeEntry {
  readonly package: string;
  readonly activity: string;
  readonly label: string;
  /** CSS colour of its icon. */
  readonly color: string;
}

const PACKAGE = 'com.android.launcher3';
const ACTIVITY = 'com.android.launcher3.Launcher';
const COLUMNS = 4;

/** The home screen: the apps that it was given, as icons that open them; not those that are disabled, hidden or gone. */
export function createLauncher(entries: readonly HomeEntry[]): App {
  return {
    manifest: {
      package: PACKAGE,
      label: 'Launcher3',
      versionName: '9',
      versionCode: 28,
      minSdk: 26,
      targetSdk: 28,
      permissions: [],
      debuggable: false,
      system: true,
      activities: [
        {
          name: ACTIVITY,
          // Launcher3 turns on tablets only (allow_rotation).
          orientation: 'nosensor',
          filters: [
            {
              actions: ['android.intent.action.MAIN'],
              categories: ['android.intent.category.HOME', 'android.intent.category.DEFAULT'],
            },
          ],
        },
      ],
    },
    start(process) {
      const screen = homeScreen(process, entries);
      const show = (): void => process.show(screen);
      return { onStart: show, onConfigurationChanged: show };
    },
  };
}

/** Follows what is installed and enabled: a launcher hears of it by LauncherApps.Callback, this one asks when it is looked at. */
function homeScreen(process: AppProcess, entries: readonly HomeEntry[]): Screen {
  let drawn: { readonly as: string; readonly view: View } | undefined;
  return {
    package: PACKAGE,
    activity: ACTIVITY,
    get root() {
      const shown = [undefined, ...process.profiles()].flatMap((userId) =>
        entries.flatMap((entry): readonly ShownEntry[] => {
          const icon = process.launcherIcon(entry, userId);
          return icon === undefined ? [] : [{ ...entry, userId, suspended: icon === 'suspended' }];
        }),
      );
      const { width, height, density } = process.displaySize;
      const icons = shown.map((one) => [one.package, one.userId, one.suspended]);
      const as = JSON.stringify([width, height, density, icons]);
      if (drawn?.as !== as) drawn = { as, view: homeView(process, shown) };
      return drawn.view;
    },
  };
}

interface ShownEntry extends HomeEntry {
  /** Of the second copy of an app: with whom it lives. */
  readonly userId: number | undefined;
  readonly suspended: boolean;
}

function homeView(process: AppProcess, entries: readonly ShownEntry[]): View {
  const size = process.displaySize;
  const area = contentArea(size);
  const cell = { width: area.width / COLUMNS, height: 104 * area.dp };
  const rows = Math.ceil(entries.length / COLUMNS);
  const top = area.bottom - rows * cell.height - 24 * area.dp;
  const icons = entries.map((entry, index) => {
    const left = (index % COLUMNS) * cell.width;
    return homeIcon(process, entry, {
      left,
      top: top + Math.floor(index / COLUMNS) * cell.height,
      width: cell.width,
      dp: area.dp,
    });
  });
  const today = new Date(process.now()).toISOString().slice(0, 10);
  const date = label(box(0, area.top + 96 * area.dp, area.width, 48 * area.dp), today, {
    fontSize: 26 * area.dp,
    color: '#ffffff',
    align: 'center',
  });
  const wallpaper = picture(box(0, 0, size.width, size.height), wallpaperImage());
  return root(size, '#203a5c', [wallpaper, date, ...icons]);
}

interface Cell {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly dp: number;
}

function homeIcon(process: AppProcess, entry: ShownEntry, cell: Cell): View {
  const side = 60 * cell.dp;
  const icon = picture(
    box(cell.left + (cell.width - side) / 2, cell.top, side, side),
    iconImage(entry, Math.round(side)),
  );
  const name = label(box(cell.left, cell.top + side + 4 * cell.dp, cell.width, 24 * cell.dp), entry.label, {
    fontSize: 13 * cell.dp,
    color: '#ffffff',
    align: 'center',
  });
  return {
    className: 'android.widget.LinearLayout',
    bounds: box(cell.left, cell.top, cell.width, 100 * cell.dp),
    contentDescription: badgedLabel(entry),
    clickable: true,
    onClick: () => open(process, entry),
    children: [icon, name],
  };
}

/**
 * `PackageManager.getUserBadgedLabel`, which Launcher3 gives to accessibility; the text below the icon stays the app's own.
 * The word is AOSP's `clone_profile_label_badge` (UserTypeFactory), whose text is from memory; makers' words are not known here.
 */
function badgedLabel({ label: name, userId }: ShownEntry): string {
  return userId === undefined ? name : `Clone ${name}`;
}

/** As a launcher does: MAIN and LAUNCHER bring an app that runs back to where it was. */
async function open(process: AppProcess, entry: ShownEntry): Promise<void> {
  const component = { package: entry.package, activity: entry.activity };
  try {
    if (entry.userId !== undefined) await process.startMainActivity(component, entry.userId);
    else await process.startActivity({ action: 'android.intent.action.MAIN', component, extras: {} });
  } catch (error) {
    process.log('Launcher', `cannot open ${entry.package}: ${String(error)}`);
  }
}

function iconImage(entry: ShownEntry, side: number): Buffer {
  registerFonts();
  const canvas = createCanvas(side, side);
  const context = canvas.getContext('2d');
  context.beginPath();
  context.roundRect(0, 0, side, side, side * 0.24);
  context.fillStyle = entry.suspended ? '#9e9e9e' : entry.color;
  context.fill();
  context.fillStyle = '#ffffff';
  context.font = phoneFont(side * 0.5, true);
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const [first = '?'] = characters(withEmoji(entry.label));
  context.fillText(first, side / 2, side * 0.53);
  if (entry.userId !== undefined) drawBadge(context, side);
  return canvas.toBuffer('image/png');
}

/** Two discs, one over the other, in the corner. */
function drawBadge(context: SKRSContext2D, side: number): void {
  for (const [at, color] of [
    [0.72, '#ffffff'],
    [0.82, '#1a73e8'],
  ] as const) {
    context.beginPath();
    context.arc(side * at, side * 0.84, side * 0.13, 0, 2 * Math.PI);
    context.fillStyle = color;
    context.fill();
  }
}

function wallpaperImage(): Buffer {
  const canvas = createCanvas(270, 540);
  const context = canvas.getContext('2d');
  const sky = context.createLinearGradient(0, 0, 90, 540);
  sky.addColorStop(0, '#16324f');
  sky.addColorStop(0.55, '#3f6c8f');
  sky.addColorStop(1, '#c98b6b');
  context.fillStyle = sky;
  context.fillRect(0, 0, 270, 540);
  for (const [color, height, lean] of [
    ['#2b4a63', 330, 40],
    ['#213a50', 390, -50],
    ['#182b3d', 450, 25],
  ] as const) {
    context.fillStyle = color;
    context.beginPath();
    context.moveTo(0, height + lean);
    context.bezierCurveTo(90, height - 60, 180, height + 60, 270, height - lean);
    context.lineTo(270, 540);
    context.lineTo(0, 540);
    context.fill();
  }
  return canvas.toBuffer('image/png');
}
