import { expect, it } from 'vitest';
import type { TimelineEvent } from '../../helpers/model/timeline.ts';
import type { EngineChoice } from '../../proxy/messages.ts';
import { openTunnel, readsQuic } from './open-tunnel.ts';

const UP = '25: tun0    inet 10.0.0.1/32 scope global tun0\\       valid_lft forever preferred_lft forever\n';
const WIFI = '21: wlan0    inet 10.0.0.17/24 brd 10.0.0.255 scope global wlan0\n';

function tunnelled(http3 = false): EngineChoice {
  const tunnel = { address: '192.168.1.9', port: 51_820, app: 'a.b', http3 };
  return { kind: 'mitmdump', program: 'mitmdump', version: '11.0.2', tunnel };
}

/** A phone that answers so, one after the other, the last again and again. */
function phone(answers: readonly string[], engine: EngineChoice = tunnelled()) {
  const events: TimelineEvent[] = [];
  const steps: string[] = [];
  let asked = 0;
  const attempt = async () => {
    const stdout = answers[Math.min(asked, answers.length - 1)] ?? '';
    asked += 1;
    return { exitCode: 0, stdout, stderr: '' };
  };
  return {
    events,
    steps,
    asked: () => asked,
    parts: {
      adb: { attempt },
      note: (event: TimelineEvent) => void events.push(event),
      step: (text: string) => void steps.push(text),
      engine,
      simulated: false,
      authorityDirectory: 'run',
      limits: { timeoutMs: 30, everyMs: 1 },
    },
  };
}

it('a run with a tunnel begins with its gap, says how the tunnel is switched on, and waits until it is', async () => {
  const one = phone([WIFI, WIFI, UP]);
  await openTunnel(one.parts);
  expect(one.asked()).toBe(3);
  expect(one.events).toMatchObject([
    { kind: 'gap', gap: { code: 'traffic-unreadable', channel: 'traffic' } },
    { kind: 'act' },
  ]);
  expect(one.steps).toEqual([expect.stringContaining('import run/mitmdump/telltale.conf')]);
});

it('a tunnel that nobody switches on ends the run, and the gap stands', async () => {
  const one = phone([WIFI]);
  await expect(openTunnel(one.parts)).rejects.toMatchObject({ code: 'PROXY_NOT_READY' });
  expect(one.events).toMatchObject([{ kind: 'gap' }]);
});

it('the simulated phone is refused one at once', async () => {
  const one = phone([UP]);
  await expect(openTunnel({ ...one.parts, simulated: true })).rejects.toMatchObject({ code: 'USAGE' });
  expect(one.asked()).toBe(0);
});

it.each([{ kind: 'mockttp' }, { kind: 'mitmdump', program: 'mitmdump', version: '8.1.1' }] as const)(
  'without one nothing is said or waited for ($kind)',
  async (engine) => {
    const one = phone([WIFI], engine);
    await openTunnel(one.parts);
    expect([one.events, one.steps, one.asked()]).toEqual([[], [], 0]);
    expect(readsQuic(engine)).toBe(false);
  },
);

it('QUIC is let out only where somebody takes it apart', () => {
  expect([readsQuic(tunnelled(true)), readsQuic(tunnelled(false))]).toEqual([true, false]);
});
