import type { Bundle } from '../model/bundle.ts';
import type { Finding } from '../model/finding.ts';
import type { RunRecord } from '../model/run.ts';

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

/** Whose a place is, as far as the bundle can tell. */
export type Owner = 'target' | 'harness' | 'unknown';

/**
 * Files in the target's own directories, and flows to hosts that its vendor declares, are the target's. Files in
 * shared storage and flows to other hosts may be anyone's: what cannot be attributed is a gap, not an accusation.
 */
export function ownerOf(bundle: Bundle, finding: Finding): Owner {
  if (finding.place.kind === 'artifact') return finding.channel === 'shared-storage' ? 'unknown' : 'target';
  return ownerOfHost(bundle.run, finding.place.host);
}

/** Whose what is sent to a host is, by the hosts that the harness serves and those that the vendor declares. */
export function ownerOfHost(
  { harnessHosts, declaredHosts }: Pick<RunRecord, 'harnessHosts' | 'declaredHosts'>,
  host: string,
): Owner {
  if (hostMatches(host, harnessHosts)) return 'harness';
  return hostMatches(host, declaredHosts) ? 'target' : 'unknown';
}
