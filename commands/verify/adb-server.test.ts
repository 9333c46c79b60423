import { describe, expect, it } from 'vitest';
import { parseDevices } from './adb-server.ts';

// Format: Android platform-tools, `adb devices`; states as in adb's own help.
describe('adb devices', () => {
  it.each([
    ['nothing attached', 'List of devices attached\n\n', []],
    [
      'one phone',
      'List of devices attached\n0123456789ABCDEF\tdevice\n\n',
      [{ serial: '0123456789ABCDEF', state: 'device' }],
    ],
    [
      'phones that cannot be used',
      'List of devices attached\nemulator-5554\toffline\nR58M\tunauthorized\n127.0.0.1:6001\tdevice\n',
      [
        { serial: 'emulator-5554', state: 'offline' },
        { serial: 'R58M', state: 'unauthorized' },
        { serial: '127.0.0.1:6001', state: 'device' },
      ],
    ],
    [
      'a state of several words',
      'List of devices attached\nR58M\tno permissions (user is not in the plugdev group); see [http://x]\n',
      [{ serial: 'R58M', state: 'no permissions (user is not in the plugdev group); see [http://x]' }],
    ],
    [
      'what a server says that had to be started',
      '* daemon not running; starting now at tcp:5037\n* daemon started successfully\nList of devices attached\nR58M\tdevice\n',
      [{ serial: 'R58M', state: 'device' }],
    ],
    [
      'line ends of Windows',
      'List of devices attached\r\nR58M\tdevice\r\n\r\n',
      [{ serial: 'R58M', state: 'device' }],
    ],
  ])('%s', (_, output, phones) => {
    expect(parseDevices(output)).toEqual(phones);
  });
});
