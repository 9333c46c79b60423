/** An exception as an app or a command meets it: `java.lang.SecurityException: …`. */
export class JavaException extends Error {
  /** Its class, in full. */
  readonly type: string;
  readonly detail: string;

  constructor(type: string, detail: string) {
    super(`${type}: ${detail}`);
    this.type = type;
    this.detail = detail;
  }
}

export function illegalArgument(detail: string): JavaException {
  return new JavaException('java.lang.IllegalArgumentException', detail);
}

export function security(detail: string): JavaException {
  return new JavaException('java.lang.SecurityException', detail);
}

export function unsupported(detail: string): JavaException {
  return new JavaException('java.lang.UnsupportedOperationException', detail);
}

export function noFile(detail: string): JavaException {
  return new JavaException('java.io.FileNotFoundException', detail);
}
