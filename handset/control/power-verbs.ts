import type { Framework } from '../system/framework.ts';
import { Misuse, noWords, type Verb, wholeNumberOf } from './verb.ts';

export function powerVerbs({ battery, boot }: Framework): readonly Verb[] {
  return [
    {
      name: 'reboot',
      words: '',
      does: 'Lets the phone go down and boot again, on the same port; answers when it has booted.',
      example: 'reboot',
      async run(words) {
        noWords(words);
        await boot.reboot('');
        return 'the phone has booted again';
      },
    },
    {
      name: 'power',
      words: 'off | on',
      does: 'Shuts the phone down, or presses its power key: it then boots, and this answers when it has.',
      example: 'power off',
      async run([word = '', ...more]) {
        noWords(more);
        if (word === 'off') await boot.powerOff();
        else if (word === 'on') await boot.powerOn();
        else throw new Misuse(`"${word}" is neither off nor on`);
        return boot.stage() === 'off' ? 'the phone is off' : 'the phone is on';
      },
    },
    {
      name: 'battery',
      words: 'LEVEL | plugged | unplugged',
      does: 'What the hardware says of the battery: its level in percent, or whether the charger is there. `dumpsys battery set` goes before it.',
      example: 'battery 12',
      run([word = '', ...more]) {
        noWords(more);
        if (word === 'plugged' || word === 'unplugged') battery.hardware({ usb: word === 'plugged' ? 1 : 0 });
        else if (/^\d+$/.test(word)) battery.hardware({ level: wholeNumberOf(word, 'level', 100) });
        else throw new Misuse(`"${word}" is no level; say one from 0 to 100, plugged, or unplugged`);
        return `the battery is at ${battery.level()} %, the charger is ${battery.powered() ? 'there' : 'not there'}`;
      },
    },
  ];
}
