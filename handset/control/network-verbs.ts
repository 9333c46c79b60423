import type { Framework } from '../system/framework.ts';
import { Misuse, noWords, type Verb } from './verb.ts';

export function networkVerbs({ connectivity }: Framework): readonly Verb[] {
  return [
    {
      name: 'network',
      words: 'off | on',
      does: 'Takes the access point away, or brings it back: nothing on the phone is switched, and adb stays.',
      example: 'network off',
      run([word = '', ...more]) {
        noWords(more);
        if (word !== 'off' && word !== 'on') throw new Misuse(`"${word}" is neither off nor on`);
        connectivity.reach(word === 'on');
        return connectivity.online() ? 'the phone reaches the world' : 'the phone reaches nobody';
      },
    },
  ];
}
