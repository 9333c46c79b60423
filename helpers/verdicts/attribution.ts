import type { Bundle } from '../model/bundle.ts';
import type { Finding } from '../model/finding.ts';
import type { Flow } from '../model/flow.ts';
import type { FlowId } from '../model/ids.ts';
import type { RunRecord } from '../model/run.ts';
import { type ConnectionOwner, connectionOwners } from './connection-owners.ts';
import { actsForOthers, isTargetsUid, nameOfUid } from './uids.ts';

/** Whether a host is one of these; `*.jd.com` stands for `jd.com` and everything below it. */
export function hostMatches(host: string, patterns: readonly string[]): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return patterns
    .map((pattern) => pattern.toLowerCase())
    .some((pattern) =>
      pattern.startsWith('*.')
        ? name === pattern.slice(2) || name.endsWith(pattern.slice(1))
        : name === pattern,
    );
}

/** Whose a place is, as far as the bundle can tell. `other`: another app's, of which the target is not to be blamed. */
export type Owner = 'target' | 'other' | 'harness' | 'unknown';

export interface Attribution {
  readonly owner: Owner;
  /** By what it is known, or why it is not. */
  readonly because: string;
}

/**
 * Files in the target's own directories are the target's, those in shared storage may be anyone's. A flow is whose its
 * connection is. What cannot be attributed is a gap, not an accusation.
 */
export function attribute(bundle: Bundle, { place, channel }: Finding): Attribution {
  if (place.kind === 'artifact')
    return channel === 'shared-storage'
      ? { owner: 'unknown', because: 'shared storage does not say which app wrote it' }
      : { owner: 'target', because: 'it lies in the app’s own directory' };
  return attributeFlow(bundle, { connection: connectionOf(bundle, place.flow), host: place.host });
}

export function ownerOf(bundle: Bundle, finding: Finding): Owner {
  return attribute(bundle, finding).owner;
}

interface AttributedFlow {
  readonly connection?: FlowId | undefined;
  readonly host?: string | undefined;
}

/**
 * By the UID of the connection's socket, whatever its host. Declared hosts only support it: what a service of the
 * system sends there may be the target's errand. Without the UID nobody is blamed, by no host.
 */
export function attributeFlow(bundle: Bundle, { connection, host }: AttributedFlow): Attribution {
  const { run } = bundle;
  if (host !== undefined && hostMatches(host, run.harnessHosts))
    return { owner: 'harness', because: `${host} is the harness’s own` };
  const one = connection === undefined ? undefined : trustedOwners(bundle).get(connection);
  if (one === undefined) return { owner: 'unknown', because: 'it is not known by which connection it came' };
  if (one.kind === 'unknown') return { owner: 'unknown', because: one.because };
  const by = `by its socket it was sent by ${nameOfUid(bundle, one.uid)} (${one.kind})`;
  if (isTargetsUid(run.app.uid, one.uid)) return { owner: 'target', because: by };
  const declared = host === undefined || hostMatches(host, run.declaredHosts);
  return declared && actsForOthers(bundle, one.uid)
    ? { owner: 'unknown', because: `${by}, which may act for other apps` }
    : { owner: 'other', because: by };
}

/** What says nothing of the target, readable or not. */
export function isOthers(bundle: Bundle, flow: Flow | AttributedFlow): boolean {
  const host = 'host' in flow ? flow.host : undefined;
  const connection = 'connection' in flow ? flow.connection : undefined;
  const { owner } = attributeFlow(bundle, { connection, host });
  return owner === 'other' || owner === 'harness';
}

/** Whose what is sent to a host would be, by the hosts that the harness serves and those that the vendor declares. */
export function ownerOfHost(
  { harnessHosts, declaredHosts }: Pick<RunRecord, 'harnessHosts' | 'declaredHosts'>,
  host: string,
): Owner {
  if (hostMatches(host, harnessHosts)) return 'harness';
  return hostMatches(host, declaredHosts) ? 'target' : 'unknown';
}

/** The connection that a flow came over, which may be one itself. */
function connectionOf({ flows }: Bundle, id: FlowId): FlowId | undefined {
  const flow = flows.find((one) => one.id === id);
  return flow?.kind === 'connection' ? flow.id : flow?.connection;
}

/**
 * In every run the phone's browser opens pages of ours, whose addresses nobody else knows: where one of these is taken
 * for the target's, no look at sockets is to be believed. Names its connection.
 */
export function misattributed(bundle: Bundle): FlowId | undefined {
  return ownersIn(bundle).misattributed;
}

function trustedOwners(bundle: Bundle): ReadonlyMap<FlowId, ConnectionOwner> {
  return ownersIn(bundle).owners;
}

interface Owners {
  readonly owners: ReadonlyMap<FlowId, ConnectionOwner>;
  readonly misattributed: FlowId | undefined;
}

const known = new WeakMap<Bundle, Owners>();

/** Computed once for a bundle: every finding asks. */
function ownersIn(bundle: Bundle): Owners {
  const before = known.get(bundle);
  if (before !== undefined) return before;
  const owners = connectionOwners(bundle);
  const pages = new Set(
    bundle.timeline.flatMap((event) =>
      event.kind === 'control' && event.control.channel === 'traffic' ? [event.control.detail] : [],
    ),
  );
  const wrong = bundle.flows.find((flow) => {
    if (flow.kind !== 'exchange' || !pages.has(flow.url)) return false;
    const owner = owners.get(flow.connection);
    return owner !== undefined && owner.kind !== 'unknown' && isTargetsUid(bundle.run.app.uid, owner.uid);
  });
  const found = {
    owners: wrong === undefined ? owners : new Map<FlowId, ConnectionOwner>(),
    misattributed: wrong?.kind === 'exchange' ? wrong.connection : undefined,
  };
  known.set(bundle, found);
  return found;
}
