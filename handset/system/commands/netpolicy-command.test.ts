import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { androidNamed } from '../android-version.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome } from '../framework.fake.ts';

let framework: FakeFramework;
const NAME = 'org.example.app';
const app = fakeApp(NAME, () => ({ onStart: () => undefined }));

beforeEach(async () => {
  framework = await fakeFramework([fakeHome, app]);
});
afterEach(() => framework.dispose());

const cmd = (words: string) =>
  framework.run(['cmd', 'netpolicy', ...words.split(' ').filter((word) => word !== '')]);
const said = async (words: string): Promise<string> => (await cmd(words)).stdout;

describe('cmd netpolicy', () => {
  it('keeps whether background data is restricted', async () => {
    expect(await said('get restrict-background')).toBe('Restrict background status: disabled\n');
    await cmd('set restrict-background true');
    expect(await said('get restrict-background')).toBe('Restrict background status: enabled\n');
    await cmd('set restrict-background no');
    expect(await said('get restrict-background')).toBe('Restrict background status: disabled\n');
  });

  it('keeps its lists of uids', async () => {
    expect(await said('list restrict-background-whitelist')).toBe(
      'Restrict background whitelisted UIDs: none\n',
    );
    for (const uid of ['10077', '10005']) await cmd(`add restrict-background-blacklist ${uid}`);
    expect(await said('list restrict-background-blacklist')).toBe(
      'Restrict background blacklisted UIDs: 10005 10077 \n',
    );
    await cmd('remove restrict-background-blacklist 10077');
    expect(await said('list restrict-background-blacklist')).toContain(': 10005 \n');
  });

  it('says of the Wi-Fi network whether it is metered, which netstats then has', async () => {
    expect(await said('list wifi-networks')).toBe('Telltale;none\n');
    await cmd('set metered-network Telltale true');
    expect(await said('list wifi-networks true')).toBe('Telltale;true\n');
    expect(await said('list wifi-networks false')).toBe('');
    expect((await framework.run(['dumpsys', 'netstats'])).stdout).toContain('metered=true');
  });

  it.each([
    ['', 255],
    ['dance', 255],
    ['get', 255],
    ['get everything', 255],
    ['set restrict-background', 255],
    ['add restrict-background-whitelist ten', 255],
  ])('refuses %j', async (words, code) => {
    const { code: exit, stdout, stderr } = await cmd(words);
    expect([exit, stdout + stderr !== '']).toEqual([code, true]);
  });

  it.each([
    ['nothing is restricted', '', false],
    ['background data is, on a network that is not metered', 'set restrict-background true', false],
    ['it is, on a metered one', 'set restrict-background true; set metered-network Telltale true', true],
    [
      'it is, but not for this uid',
      'set restrict-background true; set metered-network Telltale true; add restrict-background-whitelist UID',
      false,
    ],
    ['this uid is denied', 'set metered-network Telltale true; add restrict-background-blacklist UID', true],
  ])('blocks an app behind another when %s', async (_, lines, blocked) => {
    await framework.activities.start({ component: { package: NAME, activity: `${NAME}.Main` }, extras: {} });
    const uid = framework.packages.get(NAME)?.uid ?? 0;
    for (const line of lines.split('; ')) await cmd(line.replace('UID', String(uid)));
    expect(framework.policy.blocks(uid)).toBe(false);
    await framework.activities.key(3);
    expect(framework.policy.blocks(uid)).toBe(blocked);
    expect(framework.policy.blocks(1000)).toBe(false);
  });
});

describe('dumpsys connectivity', () => {
  const dump = async (): Promise<string> => (await framework.run(['dumpsys', 'connectivity'])).stdout;

  it('names the network in use, or none', async () => {
    expect(await dump()).toMatch(/^Active default network: 100$/m);
    expect(await dump()).toMatch(/NetworkAgentInfo\{ ni\{\[type: WIFI\[\], state: CONNECTED\/CONNECTED/);
    framework.network.interfaces.setReachable(false);
    expect(await dump()).toMatch(/^Active default network: none$/m);
    expect(await dump()).not.toContain('NetworkAgentInfo');
  });

  it('goes over to mobile data, which is metered', async () => {
    framework.network.interfaces.setMobileData(true);
    framework.network.interfaces.setWifi(false);
    expect(await dump()).toMatch(/^Active default network: 101$/m);
    expect(await dump()).not.toContain('NOT_METERED');
  });
});

describe('dumpsys netstats, by version', () => {
  it.each([
    ['8.1', '{type=WIFI, subType=COMBINED, networkId="Telltale", metered=false}'],
    ['9', '{type=WIFI, subType=COMBINED, networkId="Telltale", metered=false, defaultNetwork=true}'],
    ['11', '{type=WIFI, subType=0, networkId="Telltale", metered=false, defaultNetwork=true}'],
    [
      '13',
      '{type=1, ratType=COMBINED, wifiNetworkKey="Telltale"wpa2-psk, metered=false, defaultNetwork=true, oemManaged=OEM_NONE, subId=-1}',
    ],
    [
      '16',
      '{type=1, ratType=COMBINED, wifiNetworkKey="Telltale"wpa2-psk, metered=false, defaultNetwork=true, oemManaged=OEM_NONE, subId=-1, transports={1}}',
    ],
  ])('names the network on Android %s', async (version, identity) => {
    const other = await fakeFramework([fakeHome], androidNamed(version));
    const { stdout } = await other.run(['dumpsys', 'netstats']);
    expect(stdout).toContain(`Active interfaces:\n  iface=wlan0 ident=[${identity}]\n`);
    await other.dispose();
  });

  it('adds the uids of an interface in buckets of an hour, and gives programs lines of their own', async () => {
    framework.totals.set(10_001, { sentBytes: 10, receivedBytes: 20 });
    framework.totals.set(10_002, { sentBytes: 1, receivedBytes: 2 });
    await framework.run(['dumpsys', 'netstats', '--poll']);
    const text = (await framework.run(['dumpsys', 'netstats', '--uid'])).stdout;
    const dev = text.slice(text.indexOf('Dev stats:'), text.indexOf('Xt stats:'));
    expect(dev).toMatch(
      /uid=-1 set=ALL tag=0x0\n {4}NetworkStatsHistory: bucketDuration=3600\n {6}st=\d+ rb=22 rp=2 tb=11 tp=2 op=0\n/,
    );
    const checkin = (await framework.run(['dumpsys', 'netstats', '--checkin', '--uid'])).stdout.split('\n');
    expect(checkin[0]).toMatch(/^v1,\d+,\d+$/);
    expect(checkin.slice(1, 5)).toEqual([
      'xt',
      'c,wifi,-1,all,0',
      'd,3600',
      expect.stringMatching(/^b,\d+,22,2,11,2,0$/),
    ]);
    expect(checkin).toContain('c,wifi,10001,def,0');
  });

  it('spreads what came between two polls over the buckets of that time', async () => {
    await framework.run(['dumpsys', 'netstats', '--poll']);
    framework.clockMs += 4 * 3_600_000;
    framework.totals.set(10_001, { sentBytes: 4_000, receivedBytes: 0 });
    await framework.run(['dumpsys', 'netstats', '--poll']);
    const [row] = framework.statistics.history(false);
    const sent = row?.buckets.map(({ sentBytes }) => sentBytes) ?? [];
    expect(sent.length).toBe(3);
    expect(sent.reduce((all, one) => all + one, 0)).toBe(4_000);
    expect(sent[1]).toBe(2_000);
  });
});
