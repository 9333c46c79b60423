import type { EngineParts, ProxyEngine } from '../engine/proxy-engine.ts';
import type { Mitmdump } from './find-mitmdump.ts';
import { mitmdumpOptions } from './mitmdump-options.ts';
import { readFrames } from './read-frames.ts';
import { recordFrames } from './record-frames.ts';
import { spawnMitmdump } from './spawn-mitmdump.ts';

/** mitmdump behind the tap, in a process of its own, with the addon `recorder.py` that tells what passes. */
export async function startMitmdump(
  { program }: Mitmdump,
  { options, authority, recording, onLost }: EngineParts,
): Promise<ProxyEngine> {
  const argv = await mitmdumpOptions(options, authority);
  const record = recordFrames(recording);
  let stopping = false;
  let onReady: (port: number) => void = () => undefined;
  const port = new Promise<number>((resolve) => {
    onReady = resolve;
  });
  const mitmdump = spawnMitmdump(program, argv, {
    told: readFrames((frame, bytes, last) => {
      if (frame.kind === 'ready') onReady(frame.port);
      record(frame, bytes, last);
    }),
    // Something may have passed that it did not tell of.
    said: (text) => recording.unreadable('engine-fault', text, { connection: undefined, host: undefined }),
  });
  const ready = await Promise.race([port, mitmdump.ended]);
  if (typeof ready === 'string') throw new Error(ready);
  void mitmdump.ended.then((how) => {
    if (!stopping) onLost(new Error(how));
  });
  return {
    port: ready,
    async stop() {
      stopping = true;
      await mitmdump.stop();
    },
  };
}
