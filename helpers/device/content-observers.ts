/** A content observer as `dumpsys content` lists it. It names no package: the uid does. */
export interface ContentObserver {
  readonly uri: string;
  readonly pid: number;
  readonly uid: number;
}

/** The observers on MediaStore in the `Observer tree:` of `dumpsys content`. A frozen process still shows its own. */
export function parseMediaObservers(output: string): readonly ContentObserver[] {
  const observers: ContentObserver[] = [];
  for (const match of output.matchAll(/^\s+(media(?:\/\S+)?): pid=(\d+) uid=(\d+) user=-?\d+ target=\S+/gm)) {
    const [, uri, pid, uid] = match;
    if (uri !== undefined) observers.push({ uri: `content://${uri}`, pid: Number(pid), uid: Number(uid) });
  }
  return observers;
}
