const WIDTH_OF_A_FILE = 120;

/** How wide standard output is, in columns, and whether it shows colours. */
export function terminal(): { readonly width: number; readonly color: boolean } {
  return {
    width: process.stdout.columns ?? WIDTH_OF_A_FILE,
    color: process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
  };
}
