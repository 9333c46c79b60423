import { describe, expect, it } from 'vitest';
import { parseMediaObservers } from './content-observers.ts';
import { parseProperties } from './device-facts.ts';
import { parsePackage } from './installed-package.ts';
import { parseMediaStoreRows } from './media-store.ts';
import { parseNetworkCounters } from './network-counters.ts';
import { parseResumedActivity } from './target-app.ts';

describe('reading what the phone prints', () => {
  it('reads properties, also those that span lines', () => {
    const properties = parseProperties('[ro.a]: [1]\n[ro.b]: [two\nlines]\n[ro.c]: []\n');
    expect([...properties]).toEqual([
      ['ro.a', '1'],
      ['ro.b', 'two\nlines'],
      ['ro.c', ''],
    ]);
  });

  describe('dumpsys package', () => {
    const block = (id: string): string =>
      `Packages:\n  Package [com.jd.jrapp] (ab12):\n    ${id}=10077\n    versionCode=50005 minSdk=21 targetSdk=23\n    versionName=5.0.5\n\nHidden system packages:\n  Package [com.jd.jrapp] (cd34):\n    ${id}=10077\n    versionCode=1 minSdk=21 targetSdk=23\n    versionName=1.0\n`;

    it.each(['userId', 'appId'])('takes the uid from %s and the version from the first block', (id) => {
      expect(parsePackage(block(id), 'com.jd.jrapp')).toEqual({
        package: 'com.jd.jrapp',
        uid: 10_077,
        versionCode: 50_005,
        versionName: '5.0.5',
      });
    });

    it.each([
      ['another package', block('userId').replaceAll('com.jd.jrapp', 'com.jd.jrapp2')],
      ['a block without a version', '  Package [com.jd.jrapp] (ab):\n    userId=1\n'],
      ['nothing', ''],
    ])('does not find the package in %s', (_, output) => {
      expect(parsePackage(output, 'com.jd.jrapp')).toBeUndefined();
    });
  });

  describe('content query', () => {
    it('keeps names that hold commas and line breaks', () => {
      const output =
        'Row: 0 _id=7, _size=32, date_added=1550286900, _data=/storage/emulated/0/DCIM/a, b=c\nx.jpg\nRow: 1 _id=8, _size=5, date_added=1550286901, _data=/storage/emulated/0/y.png\n';
      expect(parseMediaStoreRows(output).map((row) => [row.id, row.bytes, row.path])).toEqual([
        [7, 32, '/storage/emulated/0/DCIM/a, b=c\nx.jpg'],
        [8, 5, '/storage/emulated/0/y.png'],
      ]);
    });

    it.each([
      ['no rows', 'No result found.\n'],
      ['a row without a size yet', 'Row: 0 _id=7, _size=NULL, date_added=1, _data=/x\n'],
    ])('finds nothing settled in %s', (_, output) => {
      expect(parseMediaStoreRows(output)).toEqual([]);
    });
  });

  describe('dumpsys netstats', () => {
    const stats = [
      'Active interfaces:',
      '  iface=wlan0 ident=[{type=WIFI}]',
      'UID stats:',
      '  Pending bytes: 0',
      '  ident=[{type=WIFI, subType=COMBINED, networkId="1", metered=false, defaultNetwork=true}] uid=10077 set=DEFAULT tag=0x0',
      '    NetworkStatsHistory: bucketDuration=7200',
      '      st=1626933600 rb=10 rp=1 tb=20 tp=1 op=0',
      '      st=1626940800 rb=1 rp=1 tb=2 tp=1 op=0',
      '  ident=[{type=WIFI, subType=COMBINED, networkId="1", metered=false, defaultNetwork=true}] uid=10077 set=FOREGROUND tag=0x0',
      '    NetworkStatsHistory: bucketDuration=7200',
      '      st=1626933600 rb=100 rp=1 tb=200 tp=1 op=0',
      '  ident=[{type=WIFI}] uid=10077 set=FOREGROUND tag=0xff',
      '      st=1626933600 rb=9999 rp=1 tb=9999 tp=1 op=0',
      'UID tag stats:',
      '  ident=[{type=WIFI}] uid=10077 set=DEFAULT tag=0x0',
      '      st=1626933600 rb=7777 rp=1 tb=7777 tp=1 op=0',
    ].join('\n');

    it('adds sets and buckets of a UID, and leaves tags out because they are a breakdown', () => {
      expect(parseNetworkCounters(stats)?.get(10_077)).toEqual({
        uid: 10_077,
        receivedBytes: 111,
        sentBytes: 222,
      });
    });

    it('says nothing, not zero, when there is no UID section', () => {
      expect(parseNetworkCounters('Active interfaces:\n')).toBeUndefined();
    });

    it('says nothing when buckets were left out, as their sum would shrink with time', () => {
      const cut = stats.replace('st=1626933600 rb=10', '(omitting 4 buckets)\n      st=1626933600 rb=10');
      expect(parseNetworkCounters(cut)).toBeUndefined();
    });

    it('knows the identities of Android 12 and later', () => {
      const late =
        'UID stats:\n  ident=[{type=1, ratType=COMBINED, wifiNetworkKey="a b"wpa2-psk, metered=false, defaultNetwork=true, oemManaged=OEM_NONE, subId=-1}] uid=10001 set=FOREGROUND tag=0x0\n      st=1 rb=3 rp=1 tb=4 tp=1 op=0\n';
      expect(parseNetworkCounters(late)?.get(10_001)).toEqual({
        uid: 10_001,
        receivedBytes: 3,
        sentBytes: 4,
      });
    });

    it('knows the long keys of Android 6', () => {
      const old =
        'UID stats:\n  ident=[[type=WIFI]] uid=10001 set=DEFAULT tag=0x0\n  bucketStart=1 activeTime=1 rxBytes=3 rxPackets=1 txBytes=4 txPackets=1 operations=0\n';
      expect(parseNetworkCounters(old)?.get(10_001)).toEqual({ uid: 10_001, receivedBytes: 3, sentBytes: 4 });
    });
  });

  it.each([
    [
      '    mResumedActivity: ActivityRecord{53d1401 u0 com.jd.jrapp/.WelcomeActivity t75}\n',
      'com.jd.jrapp/.WelcomeActivity',
    ],
    ['  topResumedActivity=ActivityRecord{12376650 u0 a.b/c.D t349}\n', 'a.b/c.D'],
    ['  nothing resumed\n', undefined],
  ])('finds the activity in front in %j', (output, activity) => {
    expect(parseResumedActivity(output)).toBe(activity);
  });

  it('finds observers on MediaStore and leaves other authorities out', () => {
    const output =
      'Observer tree:\n  settings/system/x: pid=1 uid=10181 user=-1 target=b1\n  media/external/images/media: pid=22 uid=10077 user=0 target=ff01\n  media: pid=23 uid=10078 user=-1 target=ff02\n';
    expect(parseMediaObservers(output)).toEqual([
      { uri: 'content://media/external/images/media', pid: 22, uid: 10_077 },
      { uri: 'content://media', pid: 23, uid: 10_078 },
    ]);
  });
});
