import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { shellLine } from '../../helpers/device/shell-quote.ts';
import { waitFor } from '../../helpers/device/wait.ts';
import { createBundle } from '../../helpers/evidence/record.ts';
import { HarnessError } from '../../helpers/model/harness-error.ts';
import type { AuthorityTrust } from '../../helpers/model/run.ts';
import { startProxy } from '../../proxy/proxy.ts';
import { flowSeen } from '../verify/flow-seen.ts';
import { PAGES_HOST, servePages } from '../verify/pages.ts';
import { pointAtProxy } from '../verify/point-at-proxy.ts';
import { lookalikeHost } from '../verify/upload-pages.ts';
import { GET_ROOT, type Patient } from './patient.ts';
import type { Sight } from './sight.ts';

const PAGE_TIMEOUT_MS = 15_000;

/** What came of one page of ours that the phone's browser was told to open. */
type Outcome = 'seen' | 'distrusted' | 'nothing';

/** Points the phone at a proxy as a run does, opens a page of ours in its browser, and puts everything back. */
export async function examineTraffic(patient: Patient): Promise<readonly Sight[]> {
  const closing: (() => Promise<void>)[] = [];
  try {
    const { outcome, trust } = await openThroughProxy(patient, closing);
    return [trafficSight(outcome, patient), trustSight(outcome, trust)];
  } finally {
    await closeAll(closing);
  }
}

async function openThroughProxy(
  { adb, superuser, nonce, directory }: Patient,
  closing: (() => Promise<void>)[],
): Promise<{ readonly outcome: Outcome; readonly trust: AuthorityTrust }> {
  const of = (name: string): string => path.join(directory, name);
  await createBundle(of('flows'));
  await mkdir(of('authority'), { recursive: true, mode: 0o700 });
  const pages = await servePages({
    nonce,
    directory: of('pages'),
    scheme: superuser === undefined ? 'http' : 'https',
    requests: [],
    lookalike: lookalikeHost([]),
  });
  closing.push(() => pages.stop());
  const forwards = [{ host: PAGES_HOST, to: pages.origin }];
  const proxy = await startProxy({
    bundleDirectory: of('flows'),
    authorityDirectory: of('authority'),
    forwards,
  });
  closing.push(async () => void (await proxy.stop()));
  const trust = await pointAtProxy(
    { adb, superuser, note: () => undefined, proxy, address: undefined },
    closing,
  );
  const { url } = pages.uploads.start;
  await adb.shell(shellLine(['am', 'start', '-a', 'android.intent.action.VIEW', '-d', url]));
  closing.push(async () => void (await adb.attempt('input keyevent 3')));
  const seen = await waitFor(async () => ((await flowSeen(of('flows'), url)) ? true : undefined), {
    timeoutMs: PAGE_TIMEOUT_MS,
    everyMs: 250,
  });
  if (seen === true) return { outcome: 'seen', trust };
  const rejected = await wasRejected(path.join(of('flows'), 'flows.jsonl'));
  return { outcome: rejected ? 'distrusted' : 'nothing', trust };
}

async function wasRejected(file: string): Promise<boolean> {
  const lines = (await readFile(file, 'utf8')).split('\n');
  return lines.some((line) => line.includes('"kind":"unreadable"') && line.includes(`"${PAGES_HOST}"`));
}

const TRIED =
  'set the proxy setting and adb reverse, opened a page of ours in the browser (it stays in its history), put both back';

function trafficSight(outcome: Outcome, { superuser }: Patient): Sight {
  const common = { channel: 'traffic', tried: TRIED };
  if (outcome === 'nothing') {
    return {
      ...common,
      seen: 'no',
      found: `no connection for the page came to the proxy within ${PAGE_TIMEOUT_MS / 1000} s`,
      remedy:
        'look at the phone: its browser may ask something first, or a VPN may go round the proxy setting',
    };
  }
  if (outcome === 'seen' && superuser !== undefined)
    return { ...common, seen: 'yes', found: 'the page came through the proxy, by https' };
  const found = 'connections come to the proxy; what is sent in the clear is seen, TLS is not';
  return { ...common, seen: 'partly', found, remedy: GET_ROOT };
}

function trustSight(outcome: Outcome, trust: AuthorityTrust): Sight {
  const channel = 'CA trust';
  if (trust.reached === 'none') {
    return {
      channel,
      seen: 'no',
      tried: 'nothing: each run has an authority of its own, which only root can have the phone trust',
      found: trust.proof,
      remedy: GET_ROOT,
    };
  }
  const common = {
    channel,
    tried: 'put an authority of ours among the user’s and the system’s, opened an https page, took it away',
  };
  if (outcome === 'seen') {
    const system = 'it is one of the system’s, which apps trust that do not bring their own';
    const user = 'the browser trusts it as the user’s; apps since Android 7 need not, and a run says which';
    const found = `${trust.reached === 'system' ? system : user} (${trust.proof})`;
    return { ...common, seen: 'yes', found };
  }
  return {
    ...common,
    seen: 'no',
    found: outcome === 'distrusted' ? 'the browser refused the certificate' : 'no https connection came',
    remedy:
      'look at the phone: the browser may not trust authorities of the user, then use another browser as its default',
  };
}

/** In reverse order; one failure does not keep the rest from it. */
async function closeAll(closing: readonly (() => Promise<void>)[]): Promise<void> {
  const failures: string[] = [];
  for (const close of closing.toReversed()) {
    await close().catch((error: unknown) =>
      failures.push(error instanceof Error ? error.message : String(error)),
    );
  }
  if (failures.length === 0) return;
  throw new HarnessError('INTERNAL', {
    what: 'the phone could not be put back as it was',
    why: failures.join('; '),
    remedy: 'look at its proxy setting and user certificates, and put them back by hand',
  });
}
