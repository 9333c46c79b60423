const SOURCES = [
  'touchnavigation',
  'touchscreen',
  'joystick',
  'stylus',
  'touchpad',
  'gamepad',
  'dpad',
  'mouse',
  'keyboard',
  'trackball',
];

export function isInputSource(word: string | undefined): boolean {
  return word !== undefined && SOURCES.includes(word);
}

/**
 * What `input` says of itself: Input.java up to 11, InputShellCommand.java from 12 on. The order of the sources is that of
 * a hash table, whose every version was not seen.
 */
export function inputUsage(api: number): string {
  const display = api >= 29;
  return [
    `Usage: input [<source>]${display ? ' [-d DISPLAY_ID]' : ''} <command> [<arg>...]`,
    '',
    'The sources are: ',
    ...SOURCES.map((source) => `      ${source}`),
    '',
    ...(display
      ? [
          '-d: specify the display ID.',
          '      (Default: -1 for key event, 0 for motion event if not specified.)',
        ]
      : []),
    'The commands and default sources are:',
    '      text <string> (Default: touchscreen)',
    `      keyevent [--longpress${api >= 33 ? '|--doubletap' : ''}] <key code number or name> ... (Default: keyboard)`,
    '      tap <x> <y> (Default: touchscreen)',
    '      swipe <x1> <y1> <x2> <y2> [duration(ms)] (Default: touchscreen)',
    '      draganddrop <x1> <y1> <x2> <y2> [duration(ms)] (Default: touchscreen)',
    '      press (Default: trackball)',
    '      roll <dx> <dy> (Default: trackball)',
    ...(display ? ['      motionevent <DOWN|UP|MOVE|CANCEL> <x> <y> (Default: touchscreen)'] : []),
    ...(api >= 31
      ? [
          `      keycombination ${api >= 33 ? '[-t duration(ms)] ' : ''}<key code 1> <key code 2> ... (Default: keyboard, the key order is important here.)`,
        ]
      : []),
    '',
  ].join('\n');
}
