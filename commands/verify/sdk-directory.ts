import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { runProcess } from '../../helpers/device/process-runner.ts';

/**
 * Appium refuses to work without an Android SDK. The user's own is used where there is one; otherwise one is laid out
 * in the run's directory that holds nothing but a link to adb, which is all that the driver needs.
 */
export async function sdkDirectoryFor(
  own: string | undefined,
  adbProgram: string,
  runDirectory: string,
): Promise<string> {
  if (own !== undefined) return own;
  const found = await runProcess('sh', ['-c', 'command -v "$0"', adbProgram], { env: {}, timeoutMs: 5_000 });
  const sdk = path.join(runDirectory, 'android-sdk');
  await mkdir(path.join(sdk, 'platform-tools'), { recursive: true });
  await symlink(found.stdout.toString('utf8').trim(), path.join(sdk, 'platform-tools', 'adb'));
  return sdk;
}
