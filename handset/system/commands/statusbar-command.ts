import type { CommandCall } from '../../shell-parts.ts';
import { complain } from '../arguments.ts';
import type { Framework } from '../framework.ts';

/** `cmd statusbar`: the shade opens and closes; tiles and icons are not here. */
export function statusBarCommand(
  { display: { shade } }: Framework,
  call: CommandCall,
  words: readonly string[],
): number {
  switch (words[0]) {
    case 'expand-notifications':
    case 'expand-settings':
      shade.open();
      return 0;
    case 'collapse':
      shade.close();
      return 0;
    default:
      return complain(call, `Unknown command: ${words[0] ?? ''}`, 255);
  }
}
