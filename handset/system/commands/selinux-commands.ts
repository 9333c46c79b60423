import type { CommandCall } from '../../shell-parts.ts';
import { complain, say } from '../arguments.ts';
import type { CommandMaker, Framework } from '../framework.ts';

/**
 * The commands of SELinux. There are no labels here and nothing is enforced by them: what would change them is refused
 * in the words of a refusal, and what only restores them has nothing to do.
 */
export const selinuxCommands: CommandMaker = (framework) => {
  let mode: 'Enforcing' | 'Permissive' = 'Enforcing';
  return [
    ['getenforce', async (call) => say(call, `${mode}\n`)],
    [
      'setenforce',
      async (call) => {
        const [, value = ''] = call.argv;
        const wanted = {
          '0': 'Permissive',
          permissive: 'Permissive',
          '1': 'Enforcing',
          enforcing: 'Enforcing',
        } as const;
        const next = Object.entries(wanted).find(([name]) => name === value.toLowerCase())?.[1];
        if (next === undefined) return complain(call, `setenforce: Invalid state: ${value}`);
        if (call.uid !== 0)
          return complain(call, `setenforce: Couldn't set enforcing status to '${value}': Permission denied`);
        mode = next;
        return 0;
      },
    ],
    ['restorecon', async (call) => await restorecon(framework, call)],
    ['chcon', async (call) => refuseContext(call, 'chcon: Could not change context')],
    ['runcon', async (call) => refuseContext(call, 'runcon: Could not set context')],
    ['load_policy', async (call) => complain(call, `load_policy: ${call.argv[1] ?? ''}: Permission denied`)],
  ];
};

async function restorecon({ files }: Framework, call: CommandCall): Promise<number> {
  const paths = call.argv.slice(1).filter((word) => !word.startsWith('-'));
  if (paths.length === 0) return complain(call, 'restorecon: Needs 1 argument');
  let code = 0;
  for (const path of paths) {
    if (await files.exists(path)) continue;
    code = complain(
      call,
      `SELinux:  Could not stat ${path}: No such file or directory.\nrestorecon: restorecon failed: ${path}: No such file or directory`,
    );
  }
  return code;
}

function refuseContext(call: CommandCall, words: string): number {
  return complain(call, `${words}: Permission denied`);
}
