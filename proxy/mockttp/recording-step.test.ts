import type { Socket } from 'node:net';
import { StepLookup } from 'mockttp/dist/rules/requests/request-step-impls';
import { isSocketLoop } from 'mockttp/dist/util/socket-util';
import { expect, it } from 'vitest';
import type { Recording } from '../engine/proxy-engine.ts';
import { recordingStep } from './recording-step.ts';

it('takes no connection of the phone’s for a loop because another, to somewhere else, has its port', () => {
  const recording = {} as Recording; // Nothing is recorded here.
  const definition = recordingStep(recording, {});
  // As mockttp makes a step of its definition: what is the definition's own wins.
  const step = StepLookup.passthrough.fromDefinition(definition);
  const { outgoingSockets } = step as unknown as { readonly outgoingSockets: Set<Socket> };
  outgoingSockets.add({ localAddress: '127.0.0.1', localPort: 40_000 } as Socket);
  const phones = { remoteAddress: '127.0.0.1', remotePort: 40_000 } as Socket;
  expect(isSocketLoop(outgoingSockets, phones)).toBe(false);
  // Else it would listen to the same one anew with each request over it.
  expect(outgoingSockets.has({} as Socket)).toBe(true);
});
