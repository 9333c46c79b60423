import { describe, expect, it } from 'vitest';
import type { Bundle } from '../model/bundle.ts';
import { type ConnectionFlow, type Flow, UNREADABLE_REASONS, type UnreadableFlow } from '../model/flow.ts';
import type { Gap } from '../model/gap.ts';
import { parseFlowId } from '../model/ids.ts';
import { bundleOf } from './bundle-fixture.fake.ts';
import { unreadConnections } from './unread-connections.ts';

/** A connection of 240 to 260, of which something is said at its end. */
function unread(
  number: number,
  differs: Partial<UnreadableFlow & Pick<ConnectionFlow, 'closedMs' | 'bytesIn' | 'ended'>>,
): readonly Flow[] {
  const { closedMs = 260, bytesIn = 100, ended, ...said } = differs;
  const connection = parseFlowId(`connection-${number}`);
  return [
    {
      kind: 'unreadable',
      id: parseFlowId(`unreadable-${number}`),
      connection,
      reason: 'unused',
      detail: 'd',
      atMs: closedMs,
      ...said,
    },
    {
      kind: 'connection',
      id: connection,
      openedMs: closedMs - 20,
      closedMs,
      clientPort: number,
      bytesIn,
      ...(ended === undefined ? {} : { ended }),
      bytesOut: 0,
      opening: { asked: { by: 'connect', host: said.host ?? 'up.jd.com', port: 443 }, speaks: 'nothing' },
    },
  ];
}

function gapsOf(...flows: readonly (readonly Flow[])[]): readonly Gap[] {
  const bundle: Bundle = bundleOf((clean) => ({ ...clean, flows: flows.flat() }));
  return unreadConnections(bundle);
}

describe('connections that could not be read', () => {
  it('are told with host, port, bytes, time, and what shows it', () => {
    const [gap, ...more] = gapsOf(
      unread(1, { reason: 'tls-rejected', host: 'up.jd.com', detail: 'by unknown_ca (48)' }),
    );
    expect(more).toEqual([]);
    expect(gap).toMatchObject({
      code: 'tls-rejected',
      channel: 'traffic',
      during: { fromMs: 240, toMs: 260 },
    });
    for (const part of ['up.jd.com:443', '100 bytes', 'by unknown_ca (48)'])
      expect(gap?.because).toContain(part);
  });

  it('are one gap with their number, when they are alike, however many', () => {
    const many = Array.from({ length: 300 }, (_, index) =>
      unread(index, { host: 'up.jd.com', closedMs: 250 + (index % 30) }),
    );
    const gaps = gapsOf(...many);
    expect(gaps).toHaveLength(1);
    expect(gaps[0]?.because).toContain(
      '300 connections to up.jd.com:443 could not be read, over which 30000 bytes',
    );
    expect(gaps[0]?.during).toEqual({ fromMs: 230, toMs: 279 });
  });

  it('are not taken together over hosts, reasons and scenarios', () => {
    const gaps = gapsOf(
      unread(1, { host: 'up.jd.com' }),
      unread(2, { host: 'other.jd.com' }),
      unread(3, { host: 'up.jd.com', reason: 'tls-unused' }),
      unread(4, { host: 'up.jd.com', closedMs: 450 }),
    );
    expect(gaps.map(({ code, during }) => `${code} ${during?.toMs}`)).toEqual([
      'connection-unused 260',
      'connection-unused 260',
      'tls-unused 260',
      'connection-unused 450',
    ]);
  });

  it.each(UNREADABLE_REASONS)('%s: have a sentence that says what it means, and what to do', (reason) => {
    const [gap] = gapsOf(unread(1, { reason, host: 'up.jd.com' }));
    expect(gap?.because).toMatch(
      /^a connection to up\.jd\.com:443 could not be read, over which 100 bytes were sent: .{20,}\(d\)$/,
    );
    expect(gap?.remedy).not.toBe('');
  });

  it.each([
    ['not one byte, and its end', { bytesIn: 0, ended: true }, 0],
    ['not one byte, and then a reset, or the end of the recording', { bytesIn: 0 }, 1],
    ['one byte, and its end', { bytesIn: 1, ended: true }, 1],
  ] as const)('over which the phone sent %s', (_, differs, gaps) => {
    expect(gapsOf(unread(1, differs))).toHaveLength(gaps);
  });

  it('are not hidden by a server name of the harness’ own in a tunnel elsewhere', () => {
    const flows = unread(1, { reason: 'tls-unused', host: 'up.jd.com' }).map((flow) =>
      flow.kind === 'connection'
        ? { ...flow, opening: { ...flow.opening, serverName: 'pages.telltale.test' } }
        : flow,
    );
    expect(gapsOf(flows)).toHaveLength(1);
  });

  it('are told of a fault of the engine’s, whose connections left no line', () => {
    const [fault] = unread(1, { reason: 'engine-fault', detail: 'SIGKILL' });
    if (fault?.kind !== 'unreadable') throw new Error('no fault');
    const { connection: _, ...alone } = fault;
    expect(gapsOf([alone])[0]?.because).toContain('an unknown number of bytes');
  });
});
