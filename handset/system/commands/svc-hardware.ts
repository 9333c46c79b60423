import type { CommandCall } from '../../shell-parts.ts';
import { complain, say } from '../arguments.ts';
import type { Framework } from '../framework.ts';

const API_9 = 28;
const API_11 = 30;
const API_13 = 33;

/** What the owner can choose for the cable (UsbManager.areSettableFunctions): one at a time; `ncm` from 11 on. */
const FUNCTIONS = ['mtp', 'ptp', 'rndis', 'midi', 'ncm'];

const USB_USAGE = `Control Usb state

usage: svc usb setFunctions [function]
         Set the current usb function. If function is blank, sets to charging.
       svc usb setScreenUnlockedFunctions [function]
         Sets the functions which, if the device was charging, become current onscreen unlock. If function is blank, turn off this feature.
       svc usb getFunctions
         Gets the list of currently enabled functions
`;

/**
 * `svc usb` by UsbCommand of 9 and later, which speaks to stderr only. That a gadget's HAL can be asked and reset is
 * left out, and 8.1's `setFunction`: its usage is printed, as for every word that a version does not know.
 */
export function usbControl(
  { android, properties }: Framework,
  call: CommandCall,
  [verb, word = '']: readonly string[],
): number {
  if (android.api < API_9 || (verb !== 'setFunctions' && verb !== 'getFunctions'))
    return complain(call, USB_USAGE, 0);
  const chosen = properties.get('sys.usb.config').split(',');
  if (verb === 'getFunctions')
    return complain(call, `${chosen.filter((one) => one !== 'adb').join(',')}\n`, 0);
  const known = FUNCTIONS.filter((one) => one !== 'ncm' || android.api >= API_11);
  if (word !== '' && !known.includes(word))
    return complain(call, `java.lang.IllegalArgumentException: Invalid usb function ${word}`, 1);
  // adbd stays on whatever is chosen while debugging is on.
  const config = word === '' ? 'adb' : `${word},adb`;
  for (const name of ['sys.usb.config', 'sys.usb.state']) properties.set(name, config);
  return 0;
}

/** `svc nfc`: this phone has none, of which NfcCommand tells. */
export function nfcControl(call: CommandCall, [verb]: readonly string[]): number {
  if (verb === 'enable' || verb === 'disable') return complain(call, 'NFC feature not supported.', 0);
  return complain(
    call,
    'Control NFC functions\n\nusage: svc nfc [enable|disable]\n         Turn NFC on or off.\n\n',
    0,
  );
}

/** `svc bluetooth`: this phone has none. From 13 on it is `cmd bluetooth_manager` by a script, before that BluetoothCommand. */
export function bluetoothControl(
  { android }: Framework,
  call: CommandCall,
  [verb]: readonly string[],
): number {
  if (android.api < API_13) return complain(call, 'Got a null BluetoothAdapter, is the system running?', 0);
  if (verb === 'enable' || verb === 'disable')
    return complain(call, "cmd: Can't find service: bluetooth_manager", 20);
  return say(
    call,
    'Control the Bluetooth manager\n\nusage: svc bluetooth [enable|disable]\n         Turn Bluetooth on or off.\n\n',
    1,
  );
}
