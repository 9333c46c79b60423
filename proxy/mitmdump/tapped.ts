import type { Recording } from '../engine/proxy-engine.ts';
import type { TappedConnection } from '../engine/tap.ts';

/** The tapped connection behind mitmproxy's id; undefined for one that did not come through the tap. */
export type ConnectionOf = (connection: string) => TappedConnection | undefined;

/** Nobody but a program on this machine comes past the tap. What it did is not recorded, and that is said. */
export function untapped(recording: Recording, what: string): void {
  const detail = `${what}, over a connection that did not come through the tap`;
  recording.unreadable('engine-fault', detail, { connection: undefined, host: undefined });
}
