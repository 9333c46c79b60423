/** A part of the phone that others need which are made before it. */
export interface OnceBooted<Part> {
  get(): Part;
  set(part: Part): Part;
}

export function onceBooted<Part>(): OnceBooted<Part> {
  let part: Part | undefined;
  return {
    get() {
      if (part === undefined) throw new Error('the phone has not booted yet');
      return part;
    },
    set(made) {
      part = made;
      return made;
    },
  };
}
