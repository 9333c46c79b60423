import type { CommandCall } from '../../shell-parts.ts';
import { complain, say } from '../arguments.ts';
import type { CommandMaker, Framework } from '../framework.ts';
import { cardsIn } from '../sd-card.ts';

/** `sm` (cmds/sm, Sm.java): the phone has its own storage, and the card that was in it from the start. */
export const storageCommand: CommandMaker = (framework) => [
  ['sm', async (call) => storageManager(framework, call)],
];

async function storageManager({ android, files, packages }: Framework, call: CommandCall): Promise<number> {
  const [, verb, kind = 'all'] = call.argv;
  switch (verb) {
    case 'list-volumes': {
      // From 11 on each user has an emulated volume of its own, which the name tells.
      const running = packages.users.all().filter((user) => user.running);
      const emulated = android.api < 30 ? ['emulated'] : running.map(({ id }) => `emulated;${id}`);
      const own = ['private', ...emulated].map((name) => `${name} mounted null`);
      // 179 is the kernel's number of cards (mmcblk).
      const cards = (await cardsIn(files)).map(
        (serial, index) => `public:179,${index + 1} mounted ${serial}`,
      );
      const volumes = [...own, ...cards];
      return say(
        call,
        volumes
          .filter((line) => kind === 'all' || line.startsWith(kind))
          .map((line) => `${line}\n`)
          .join(''),
      );
    }
    case 'list-disks':
      return 0;
    case 'has-adoptable':
      return say(call, 'false\n');
    case 'get-primary-storage-uuid':
      return say(call, 'null\n');
    case 'set-force-adoptable':
    case 'partition':
    case 'mount':
    case 'unmount':
    case 'format':
    case 'fstrim':
      return complain(call, `Error: java.lang.IllegalArgumentException: No volume found for ID ${kind}`);
    default:
      return complain(
        call,
        'usage: sm list-disks [adoptable]\n       sm has-adoptable\n       sm get-primary-storage-uuid\n       sm list-volumes [public|private|emulated|stub|all]',
      );
  }
}
