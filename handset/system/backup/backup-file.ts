import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { type TarFile, writeTar } from './tar.ts';

const deflated = promisify(deflate);
/** BackupManagerService.BACKUP_FILE_VERSION, of all versions that the handset can be. */
const VERSION = 5;

/** A file of `adb backup` (.ab): four lines, then the tar. No password is ever asked for, so that nothing is encrypted. */
export async function backupFile(files: readonly TarFile[], compress: boolean): Promise<Buffer> {
  const tar = writeTar(files);
  const header = Buffer.from(`ANDROID BACKUP\n${VERSION}\n${compress ? 1 : 0}\nnone\n`);
  return Buffer.concat([header, compress ? await deflated(tar) : tar]);
}
