import type { Cable } from '../adbd/cable.ts';
import { Misuse, noWords, secondsOf, type Verb, wholeNumberOf } from './verb.ts';

/** What can happen between the adb host and the phone. */
export function cableVerbs(cable: Cable): readonly Verb[] {
  return [
    {
      name: 'drop-connection',
      words: '',
      does: 'Cuts every adb connection; new ones can come at once, and adb comes back by itself.',
      example: 'drop-connection',
      run(words) {
        noWords(words);
        cable.drop();
        return 'every adb connection is cut';
      },
    },
    {
      name: 'unplug',
      words: '',
      does: 'Cuts every adb connection and takes no new one until plug.',
      example: 'unplug',
      run(words) {
        noWords(words);
        cable.unplug();
        return 'the phone cannot be reached by adb until plug';
      },
    },
    {
      name: 'plug',
      words: '',
      does: 'Takes adb connections again.',
      example: 'plug',
      run(words) {
        noWords(words);
        cable.plug();
        return 'the phone can be reached by adb';
      },
    },
    {
      name: 'hang',
      words: '[SECONDS]',
      does: 'Connections stay, but adbd neither reads nor writes: for so long, or until resume.',
      example: 'hang 30',
      run: (words) => hang(cable, words),
    },
    {
      name: 'resume',
      words: '',
      does: 'Ends a hang: everything that waited passes, in order.',
      example: 'resume',
      run(words) {
        noWords(words);
        cable.release();
        return 'adbd answers again';
      },
    },
    {
      name: 'slow',
      words: 'MILLISECONDSms | BYTESB/s | off',
      does: 'Makes each piece of data that passes between host and phone wait, or keeps them to so many bytes a second.',
      example: 'slow 200ms',
      run: (words) => slow(cable, words),
    },
  ];
}

function hang(cable: Cable, [word, ...more]: readonly string[]): string {
  noWords(more);
  const seconds = word === undefined ? undefined : secondsOf(word);
  cable.hold();
  if (seconds === undefined) return 'adbd hangs until resume';
  setTimeout(() => cable.release(), seconds * 1000).unref();
  return `adbd hangs for ${seconds} s`;
}

function slow(cable: Cable, [word = '', ...more]: readonly string[]): string {
  noWords(more);
  if (word === 'off') {
    cable.slow({});
    return 'nothing is slowed down';
  }
  const [, number = '', unit] = /^(\d+)(ms|B\/s)$/.exec(word) ?? [];
  if (unit === undefined) throw new Misuse(`"${word}" is no pace; say 200ms, 100000B/s, or off`);
  if (unit === 'ms') cable.slow({ milliseconds: wholeNumberOf(number, 'number of milliseconds', 60_000) });
  else {
    const bytesPerSecond = wholeNumberOf(number, 'number of bytes');
    if (bytesPerSecond === 0) throw new Misuse('0B/s would be a hang; say hang');
    cable.slow({ bytesPerSecond });
  }
  return `every piece of data waits: ${word}`;
}
