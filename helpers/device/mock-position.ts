import { type Position, positionText } from '../stimuli/canaries.ts';
import { shellLine } from './shell-quote.ts';

const HELPER = 'io.appium.settings';
const SERVICE = `${HELPER}/.LocationService`;

/**
 * Has Appium's settings helper, which its session installed, tell the phone where it is (appium/io.appium.settings,
 * README, "Mocking locations"; read 2026-11-24). Making it fails on a phone that does not let it.
 */
export function mockedPosition(position: Position): {
  readonly what: string;
  readonly make: string;
  readonly undo: string;
} {
  const allow = shellLine(['appops', 'set', HELPER, 'android:mock_location', 'allow']);
  const start = shellLine([
    ...['am', 'start-foreground-service', '--user', '0', '-n', SERVICE],
    ...['--es', 'longitude', position.longitude.toFixed(6), '--es', 'latitude', position.latitude.toFixed(6)],
  ]);
  return {
    what: `the phone's position is ${positionText(position)}`,
    // `am` of older versions prints its errors and exits with 0.
    make: `${allow} && said=$(${start} 2>&1) && case "$said" in *Error*) echo "$said" >&2; exit 1;; esac`,
    undo: [
      shellLine(['am', 'stopservice', '-n', SERVICE]),
      shellLine(['appops', 'set', HELPER, 'android:mock_location', 'default']),
    ].join('; '),
  };
}
