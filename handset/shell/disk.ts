/** The room in /data. There is as much as the host has, until somebody fills it. */
export interface Disk {
  /** Leaves so many bytes. */
  fill(leftBytes: number): void;
  free(): void;
  /** What is left; `undefined` while nobody has filled it. */
  left(): number | undefined;
  /** Takes so many bytes; throws as Java does when the kernel says ENOSPC. */
  claim(bytes: number): void;
}

export function createDisk(): Disk {
  let left: number | undefined;
  return {
    fill(leftBytes) {
      left = leftBytes;
    },
    free() {
      left = undefined;
    },
    left: () => left,
    claim(bytes) {
      if (left === undefined) return;
      if (bytes > left) throw noSpace();
      left -= bytes;
    },
  };
}

/** Whether a path lies where apps and the shell write; /proc and /system take no room of /data. */
export function takesRoom(phonePath: string): boolean {
  return /^\/(?:data|storage|sdcard|mnt)\//.test(phonePath);
}

export function isNoSpace(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOSPC';
}

/**
 * What limits a program of the shell on a full disk: no file of it may grow beyond what is left. The kernel says EFBIG
 * for that, and would end the program by SIGXFSZ; `inWords` gives back what a phone says.
 */
export function limitedTo(
  disk: Disk,
  tools: { readonly prlimit: string; readonly env: string },
): readonly string[] {
  const left = disk.left();
  return left === undefined ? [] : [tools.prlimit, `--fsize=${left}`, tools.env, '--ignore-signal=XFSZ'];
}

export function inWords(text: string): string {
  return text.replaceAll('File too large', 'No space left on device');
}

function noSpace(): Error {
  return Object.assign(new Error('java.io.IOException: write failed: ENOSPC (No space left on device)'), {
    code: 'ENOSPC',
  });
}
