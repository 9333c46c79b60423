import type { FrameworkCommand } from '../../shell-parts.ts';

/** Degrees, north and east positive. */
export interface Position {
  readonly latitude: number;
  readonly longitude: number;
}

/** Where apps are told that the phone is. */
export interface MockLocation {
  /** Absent until somebody says. */
  position(): Position | undefined;
  /** Where the satellites say that it is, unless an app mocks another place. */
  satellites(position: Position | undefined): void;
  /** What an app mocked ends with its process. */
  reboot(): void;
  /** The same command, whose calls are looked at when they succeeded; `allowed` is whether an app may mock the place. */
  watched(command: FrameworkCommand, allowed: (packageName: string) => boolean): FrameworkCommand;
}

const HELPER = 'io.appium.settings';
const SERVICES: readonly (string | undefined)[] = [
  `${HELPER}/.LocationService`,
  `${HELPER}/${HELPER}.LocationService`,
];
const STARTS: readonly (string | undefined)[] = ['start-foreground-service', 'start-service', 'startservice'];

/**
 * The way a harness gives a real phone a place: Appium's settings helper is let mock it (`appops set … mock_location allow`)
 * and its LocationService is started with two extras (README of io.appium.settings; lib/commands/geolocation.ts). An
 * APK's code cannot run here, so the calls themselves are what counts.
 */
export function createMockLocation(): MockLocation {
  let position: Position | undefined;
  let fix: Position | undefined;

  function look([name, verb, ...words]: readonly string[], allowed: (packageName: string) => boolean): void {
    if (name !== 'am') return;
    if (verb === 'force-stop' && words.includes(HELPER)) position = undefined;
    const starts = STARTS.includes(verb) && words.some((word) => SERVICES.includes(word));
    if (starts && allowed(HELPER)) position = positionIn(words) ?? position;
  }

  return {
    position: () => position ?? fix,
    satellites(found) {
      fix = found;
    },
    reboot() {
      position = undefined;
    },
    watched: (command, allowed) => async (call) => {
      const code = await command(call);
      if (code === 0) look(call.argv, allowed);
      return code;
    },
  };
}

function positionIn(words: readonly string[]): Position | undefined {
  const latitude = extra(words, 'latitude');
  const longitude = extra(words, 'longitude');
  const there = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
  return there ? { latitude, longitude } : undefined;
}

/** `-e NAME VALUE` or `--es NAME VALUE`; NaN when it is not there. */
function extra(words: readonly string[], name: string): number {
  const at = words.findIndex((word, index) => word === name && /^(?:-e|--es)$/.test(words[index - 1] ?? ''));
  const text = at < 0 ? undefined : words[at + 1]?.trim();
  return text === undefined || text === '' ? Number.NaN : Number(text);
}
