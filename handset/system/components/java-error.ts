/** An exception of the framework: its text begins with the name of its class, as an app prints it. */
export function javaError(kind: string, message: string): Error {
  return new Error(`${kind.includes('.') ? kind : `java.lang.${kind}`}: ${message}`);
}
