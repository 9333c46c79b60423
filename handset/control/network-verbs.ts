import type { Framework } from '../system/framework.ts';
import { Misuse, noWords, type Verb, wholeNumberOf } from './verb.ts';

export function networkVerbs({ connectivity, network }: Framework): readonly Verb[] {
  return [
    {
      name: 'network',
      words: 'off | on | slow BYTES | fast',
      does: 'Takes the access point away, or brings it back: nothing on the phone is switched, and adb stays. Slow lets so many bytes a second pass each way, fast all of them.',
      example: 'network slow 20000',
      run([word = '', ...more]) {
        if (word === 'slow') return slow(network, more);
        noWords(more);
        if (word === 'fast') {
          network.slow(undefined);
          return 'nothing is slowed down';
        }
        if (word !== 'off' && word !== 'on') throw new Misuse(`"${word}" is none of off, on, slow and fast`);
        connectivity.reach(word === 'on');
        return connectivity.online() ? 'the phone reaches the world' : 'the phone reaches nobody';
      },
    },
  ];
}

function slow(network: Framework['network'], [word = '', ...more]: readonly string[]): string {
  noWords(more);
  const bytes = wholeNumberOf(word, 'number of bytes a second');
  if (bytes === 0) throw new Misuse('0 bytes a second would be no network; say network off');
  network.slow(bytes);
  return `${bytes} bytes a second pass each way`;
}
