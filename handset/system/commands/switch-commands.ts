import type { CommandCall } from '../../shell-parts.ts';
import { complain, say } from '../arguments.ts';
import type { CommandMaker, Framework } from '../framework.ts';
import { untilCut } from './power-commands.ts';
import { bluetoothControl, nfcControl, usbControl } from './svc-hardware.ts';

const REFUSED = 255;

/** `svc`: switches of the phone (frameworks/base cmds/svc). What is not there is what a phone refuses: it prints its usage. */
export const switchCommands: CommandMaker = (framework) => [
  ['svc', async (call) => await serviceControl(framework, call)],
];

const HELP = `Available commands:
    help     Show information about the subcommands
    power    Control the power manager
    data     Control mobile data connectivity
    wifi     Control the Wi-Fi manager
    usb      Control Usb state
    nfc      Control NFC functions
    bluetooth Control Bluetooth service
`;

async function serviceControl(framework: Framework, call: CommandCall): Promise<number> {
  const [, what, verb, ...rest] = call.argv;
  if (call.uid >= 10_000) return complain(call, 'java.lang.SecurityException: no permission', 1);
  if (what === 'power') return await power(framework, call, [verb ?? '', ...rest]);
  const words = verb === undefined ? [] : [verb, ...rest];
  if (what === 'usb') return usbControl(framework, call, words);
  if (what === 'nfc') return nfcControl(call, words);
  if (what === 'bluetooth') return bluetoothControl(framework, call, words);
  if (what === 'wifi' || what === 'data') {
    if (verb !== 'enable' && verb !== 'disable')
      return complain(call, usage(what === 'wifi' ? 'Wi-Fi' : 'mobile data', what), 0);
    framework.connectivity.set(what, verb === 'enable');
    return 0;
  }
  return complain(call, HELP, 0);
}

function usage(name: string, what: string): string {
  return `Control the ${what === 'wifi' ? 'Wi-Fi manager' : name}\n\nusage: svc ${what} [enable|disable]\n         Turn ${name} on or off.\n`;
}

const STAY_ON: Readonly<Record<string, string>> = {
  true: '15',
  false: '0',
  usb: '2',
  ac: '1',
  wireless: '4',
  dock: '8',
};

async function power(
  { android, boot, settings }: Framework,
  call: CommandCall,
  [verb, word]: readonly string[],
): Promise<number> {
  if (verb === 'stayon' && word !== undefined && Object.hasOwn(STAY_ON, word)) {
    // BatteryManager.BATTERY_PLUGGED_ANY: 7 before there were docks, in 13.
    const value = word === 'true' && android.api < 33 ? '7' : (STAY_ON[word] ?? '0');
    settings.put('global', 'stay_on_while_plugged_in', value);
    return 0;
  }
  if (verb === 'reboot') {
    void boot.reboot(word ?? '');
    return await untilCut(call);
  }
  if (verb === 'shutdown') {
    void boot.powerOff();
    return await untilCut(call);
  }
  return complain(
    call,
    "Control the power manager\n\nusage: svc power stayon [true|false|usb|ac|wireless]\n         Set the 'keep awake while plugged in' setting.\n       svc power reboot [reason]\n         Perform a runtime shutdown and reboot device with specified reason.\n       svc power shutdown\n         Perform a runtime shutdown and power off the device.\n",
    0,
  );
}

/** `cmd connectivity airplane-mode [enable|disable]`, from 11 on. */
export function connectivityCommand(
  { android, connectivity }: Framework,
  call: CommandCall,
  [verb, word]: readonly string[],
): number {
  if (verb !== 'airplane-mode' || android.api < 30)
    return complain(call, `Unknown command: ${verb ?? ''}`, REFUSED);
  if (word === undefined) return say(call, `${connectivity.airplaneMode() ? 'enabled' : 'disabled'}\n`);
  if (word !== 'enable' && word !== 'disable') return complain(call, `Unknown argument: ${word}`, REFUSED);
  connectivity.set('airplane', word === 'enable');
  return 0;
}

/** `cmd wifi`, which has words for people from 11 on: whether it is on, and switching it. */
export function wifiCommand(
  { android, connectivity }: Framework,
  call: CommandCall,
  [verb, word]: readonly string[],
): number {
  if (android.api < 30) return complain(call, `Unknown command: ${verb ?? ''}`, REFUSED);
  if (verb === 'status') {
    const on = connectivity.wifi();
    const lines = on
      ? [
          'Wifi is enabled',
          'Wifi scanning is only available when wifi is enabled',
          ...(connectivity.online() ? ['Wifi is connected to "Telltale"'] : ['Wifi is not connected']),
        ]
      : ['Wifi is disabled', 'Wifi scanning is only available when wifi is enabled'];
    return say(call, `${lines.join('\n')}\n`);
  }
  if (verb === 'set-wifi-enabled' && (word === 'enabled' || word === 'disabled')) {
    connectivity.set('wifi', word === 'enabled');
    return 0;
  }
  return complain(
    call,
    verb === 'set-wifi-enabled'
      ? `Invalid args for set-wifi-enabled: ${word ?? ''}`
      : `Unknown command: ${verb ?? ''}`,
    REFUSED,
  );
}
