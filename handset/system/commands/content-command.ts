import type { CommandCall } from '../../shell-parts.ts';
import { complain, say } from '../arguments.ts';
import type { CommandMaker } from '../framework.ts';
import { JavaException } from '../media/java-exception.ts';
import type { Authority, ContentAnswer } from './content/authority.ts';
import { type ContentCall, ContentUsageError, parseContentCall } from './content/content-arguments.ts';
import { mediaAuthority } from './content/media-authority.ts';
import { settingsAuthority } from './content/settings-authority.ts';

const LARGEST_INPUT = 256 * 1024 * 1024;

/** `content`: always ends with 0, as on a phone, where only its text tells a failure. */
export const contentCommand: CommandMaker = ({ android: { api }, media, packages, settings }) => {
  /** None for a user who is not there or does not run. */
  const authoritiesOf: AuthoritiesOf = (user) => {
    // USER_CURRENT is -2.
    const userId = user === -2 ? 0 : user;
    if (packages.users.get(userId)?.running !== true) return new Map();
    return new Map<string, Authority>([
      ['media', mediaAuthority(media.forUser(userId), api)],
      ['settings', settingsAuthority(settings.forUser(userId), api)],
    ]);
  };
  return [['content', async (call) => await content(authoritiesOf, api, call)]];
};

type AuthoritiesOf = (user: number) => ReadonlyMap<string, Authority>;

async function content(authoritiesOf: AuthoritiesOf, api: number, call: CommandCall): Promise<number> {
  let asked: ContentCall;
  try {
    asked = parseContentCall(call.argv.slice(1), api);
  } catch (error) {
    if (!(error instanceof ContentUsageError)) throw error;
    return say(call, `usage: adb shell content [subcommand] [options]\n\n[ERROR] ${error.message}\n`);
  }
  const name = /^content:\/\/(?:\d+@)?([^/?#]*)/.exec(asked.uri)?.[1] ?? 'null';
  try {
    const answer = await answered(authoritiesOf(asked.user).get(name), { asked, name, call });
    call.stdout.write(answer.kind === 'text' ? answer.text : answer.bytes);
    return 0;
  } catch (error) {
    if (!(error instanceof JavaException)) throw error;
    return complain(call, `Error while accessing provider:${name}\n${error.message}`, 0);
  }
}

async function answered(
  authority: Authority | undefined,
  { asked, name, call }: { readonly asked: ContentCall; readonly name: string; readonly call: CommandCall },
): Promise<ContentAnswer> {
  if (authority === undefined)
    throw new JavaException('java.lang.IllegalStateException', `Could not find provider: ${name}`);
  return await authority(asked, { uid: call.uid, stdin: () => everything(call) });
}

async function everything({ stdin }: CommandCall): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stdin) {
    chunks.push(Buffer.from(chunk));
    bytes += chunk.length;
    if (bytes > LARGEST_INPUT)
      throw new JavaException('java.io.IOException', 'write failed: ENOSPC (No space left on device)');
  }
  return Buffer.concat(chunks);
}
