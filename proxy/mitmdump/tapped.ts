import type { FlowId } from '../../helpers/model/ids.ts';
import type { Recording } from '../engine/proxy-engine.ts';
import type { TappedConnection } from '../engine/tap.ts';

/** What flows are entered under: a connection that the tap counts, or one that came by WireGuard, which nobody does. */
export type Carrier =
  | { readonly kind: 'tapped'; readonly id: FlowId; readonly tapped: TappedConnection }
  | { readonly kind: 'tunnelled'; readonly id: FlowId };

/** What is behind mitmproxy's id; undefined for a connection that came in neither way. */
export type ConnectionOf = (connection: string) => Carrier | undefined;

/** Nobody but a program on this machine comes past the tap. What it did is not recorded, and that is said. */
export function untapped(recording: Recording, what: string): void {
  const detail = `${what}, over a connection that did not come through the tap`;
  recording.unreadable('engine-fault', detail, { connection: undefined, host: undefined });
}
