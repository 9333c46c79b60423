const LATER = Buffer.from('inaccessible or not found\0');
const EARLIER = Buffer.from('not found\0');
/** Of x86-64: the length of the text that comes next, and a reference to it (`mov $3,%esi; lea …(%rip),%rdi`). */
const WRITE_THREE = Buffer.from([0xbe, 3, 0, 0, 0, 0x48, 0x8d, 0x3d]);
const MARKS = [Buffer.from('E: \0'), Buffer.from('W: \0')];

/**
 * Gives a copy of mksh the messages of Android's. Releases from R59b on put `E: ` or `W: ` before each, which Android's
 * (R54 in 8.1 to R59 of 2020) do not; and up to Android 9 a missing command is `not found`, later `inaccessible or not
 * found` (`/system/bin/sh: su: inaccessible or not found` of a phone; the version at which it changes is not verified).
 */
export function withAndroidMessages(
  program: Uint8Array,
  api: number,
): { readonly program: Buffer; readonly marked: boolean } {
  const copy = Buffer.from(program);
  const missing = api < 29 ? copy.indexOf(LATER) : -1;
  if (missing !== -1) EARLIER.copy(copy, missing);
  for (let at = copy.indexOf(WRITE_THREE); at !== -1; at = copy.indexOf(WRITE_THREE, at + 1)) {
    const next = at + WRITE_THREE.length + 4;
    if (next > copy.length) break;
    const text = next + copy.readInt32LE(next - 4);
    if (MARKS.some((mark) => mark.equals(copy.subarray(text, text + mark.length))))
      copy.writeUInt32LE(0, at + 1);
  }
  return { program: copy, marked: stillMarked(copy) };
}

/** Whether messages have their marks: the texts are there, and nothing was found that writes them. */
function stillMarked(program: Buffer): boolean {
  if (MARKS.every((mark) => !program.includes(mark))) return false;
  const silenced = Buffer.from(WRITE_THREE);
  silenced.writeUInt32LE(0, 1);
  return !program.includes(silenced);
}
