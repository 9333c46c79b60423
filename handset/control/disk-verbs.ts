import type { Disk } from '../shell/disk.ts';
import { noWords, type Verb, wholeNumberOf } from './verb.ts';

export function diskVerbs(disk: Disk): readonly Verb[] {
  return [
    {
      name: 'fill-disk',
      words: '[BYTES]',
      does: 'Leaves so much room in /data, or none: what needs more fails with ENOSPC until free-disk.',
      example: 'fill-disk 1048576',
      run([word = '0', ...more]) {
        noWords(more);
        const left = wholeNumberOf(word, 'number of bytes');
        disk.fill(left);
        return `the disk is full but for ${left} bytes`;
      },
    },
    {
      name: 'free-disk',
      words: '',
      does: 'Takes away what filled the disk.',
      example: 'free-disk',
      run(words) {
        noWords(words);
        disk.free();
        return 'there is room again';
      },
    },
  ];
}
