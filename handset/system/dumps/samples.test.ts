import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { androidNamed } from '../android-version.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome, fakeScreen } from '../framework.fake.ts';
import { IMAGES_URI } from '../media-store.ts';

/** Output of real devices lies beside the project: third-party text that is not copied into it. */
const SAMPLES = path.resolve(import.meta.dirname, '../../../../shared/samples');
const sample = (file: string): string => readFileSync(path.join(SAMPLES, file), 'utf8');

const apps = Array.from({ length: 12 }, (_, index) =>
  fakeApp(`com.example.app${index}`, (process) => {
    process.observeMedia(IMAGES_URI, () => undefined);
    return { onStart: () => process.show(fakeScreen(`com.example.app${index}`, 'Main')) };
  }),
);

/** A line with everything taken out that differs from device to device: what is left is its form. */
function form(line: string): string {
  return line
    .replaceAll(/\b[\w.]+:[\w]+(?=\/)|[a-z][\w]*(?:\.[\w:]+)+(?=[/} ]|$)/g, 'NAME')
    .replaceAll(/\/\.?[\w.]+(?= t\d)/g, '/CLASS')
    .replaceAll(/(?<=\{)[0-9a-f]{4,8}\b|(?<=target=)[0-9a-f]+|(?<=\()[0-9a-f]{4,8}(?=\):)/g, 'HASH')
    .replaceAll(/\bu0a\d+\b|(?<=\/)\d+\b/g, 'UID')
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, 'TIME')
    .replaceAll(/(?<=[+-])(?:\d+[dhms]+)+/g, 'AGO')
    .replaceAll(/# ?\d+/g, '#N')
    .replaceAll(/\d+/g, 'N');
}

function forms(text: string, wanted: RegExp): ReadonlySet<string> {
  return new Set(
    text
      .split(/\r?\n/)
      .filter((line) => wanted.test(line))
      .map(form),
  );
}

const missing = existsSync(SAMPLES) ? '' : ' (skipped: no ../shared/samples beside the project)';

describe.runIf(existsSync(SAMPLES))(`the form of dumps is that of real devices${missing}`, () => {
  let framework: FakeFramework;
  beforeAll(async () => {
    framework = await fakeFramework([fakeHome, ...apps]);
    await framework.activities.key(3);
    for (let index = 0; index < apps.length; index += 1) {
      await framework.activities.start({
        component: { package: `com.example.app${index}`, activity: `com.example.app${index}.Main` },
        extras: {},
      });
    }
  });
  afterAll(() => framework.dispose());

  const dump = async (words: string): Promise<string> =>
    (await framework.run(['dumpsys', ...words.split(' ')])).stdout;

  it.each([
    [
      'activity activities',
      'haval_a9/dumpsys_activity_activities.txt',
      /mResumedActivity|^ {2}ResumedActivity/,
    ],
    [
      'activity activities',
      'haval_a9/dumpsys_activity_activities.txt',
      /\* Hist #|^ACTIVITY|^Display #| app=|^ {2}Stack #|isSleeping/,
    ],
    [
      'activity processes',
      'haval_a9/dumpsys_activity_processes.txt',
      /Process LRU list|^ {2}UID states:|^ACTIVITY|PERS #.*: sys /,
    ],
    [
      'activity processes',
      'haval_a9/dumpsys_activity_processes.txt',
      /\(top-activity\)|\(home\)|\(previous\)|^ {2}m(?:Home|Previous)Process|^ {2}mWakefulness|^ {2}mSleeping/,
    ],
    [
      'activity processes com.example.app10',
      'haval_a9/dumpsys_activity_processes.txt',
      /^ {2}\*APP\*|^ {4}(?:packageList|pid|oom|curSchedGroup|curProcState|hasShownUi|Activities|cached)[=:]|^ {6}- ActivityRecord/,
    ],
    [
      'activity activities',
      'haval_a9/dumpsys_activity_activities.txt',
      /Task id #|\* TaskRecord|Running activities|Run #|mLastPausedActivity|packageName=|state=|KeyguardController|mKeyguardShowing/,
    ],
  ])('dumpsys %s, against %s: %s', async (words, file, wanted) => {
    const ours = forms(await dump(words), wanted);
    const theirs = forms(sample(file), wanted);
    expect(ours.size).toBeGreaterThan(0);
    for (const line of ours) expect([...theirs]).toContain(line);
  });

  it('writes a record of a uid in one form: state, time in the background, marks, processes', async () => {
    const record =
      /^ {4}UID (\S+): UidRecord\{[0-9a-f]+ \1 [A-Z ]{4} (?:bg:\+\w+ )?(?:idle |fgServices |change:\S+ )*procs:\d+ seq\(\d+,\d+,\d+\)\}$/;
    for (const text of [
      await dump('activity processes'),
      sample('haval_a9/dumpsys_activity_processes.txt'),
    ]) {
      const records = text.split(/\r?\n/).filter((line) => line.includes('UidRecord{'));
      expect(records.length).toBeGreaterThan(5);
      expect(records.filter((line) => !record.test(line))).toEqual([]);
    }
  });

  it('numbers the processes in a column of two', async () => {
    const column = (text: string): readonly string[] =>
      text.split('\n').flatMap((line) => /^ {4}(?:Proc|PERS) #([ \d]\d|\d{3,}):/.exec(line)?.[1] ?? []);
    const listed = (text: string): number => text.match(/^ {4}(?:Proc|PERS) #/gm)?.length ?? 0;
    for (const text of [
      await dump('activity processes'),
      sample('haval_a9/dumpsys_activity_processes.txt'),
    ]) {
      expect(listed(text)).toBeGreaterThan(10);
      expect(column(text)).toHaveLength(listed(text));
    }
  });

  it('has no line for what is in front that Android 9 does not have', async () => {
    const names = (text: string): ReadonlySet<string> =>
      new Set([...text.matchAll(/^ *(\w*(?:Resumed|Focused)\w*)[:=]/gm)].map((match) => match[1] ?? ''));
    const theirs = names(sample('haval_a9/dumpsys_activity_activities.txt'));
    for (const name of names(await dump('activity activities'))) expect([...theirs]).toContain(name);
  });

  it('dumpsys content, against davx5_a14plus', async () => {
    const line = /: pid=\d+ uid=\d+ user=/;
    const theirs = sample('davx5_a14plus/dumpsys_content_observers_excerpt.txt').replaceAll(
      /^ {2}\S+:/gm,
      '  URI:',
    );
    const ours = (await dump('content')).replaceAll(/^ {2}\S+:/gm, '  URI:');
    for (const shape of forms(ours, line)) expect([...forms(theirs, line)]).toContain(shape);
    for (const shape of forms(ours, /pid \d+: |Total number/))
      expect([...forms(theirs, /pid|Total/)]).toContain(shape);
  });

  it('dumpsys content of Android 14, against davx5_a14plus, with its totals and leaks', async () => {
    const newer = await fakeFramework([fakeHome, ...apps.slice(0, 2)], androidNamed('14'));
    try {
      for (const { manifest } of apps.slice(0, 2)) await newer.activities.ensureProcess(manifest.package);
      const tail = (text: string): readonly string[] =>
        text.slice(text.indexOf('  Total number of nodes')).trimEnd().split(/\r?\n/).map(form);
      const { stdout } = await newer.run(['dumpsys', 'content']);
      expect(tail(stdout)).toEqual(tail(sample('davx5_a14plus/dumpsys_content_observers_excerpt.txt')));
      expect(stdout).toContain('\n  Total number of nodes: 5\n  Total number of observers: 2\n');
    } finally {
      await newer.dispose();
    }
  });

  it('content query of Android 11, against the rows of a phone', async () => {
    const newer = await fakeFramework([fakeHome], androidNamed('11'));
    try {
      const image = { bytes: Buffer.alloc(5), mimeType: 'image/png', width: 1, height: 1 };
      await newer.media.publish(
        { ...image, relativePath: 'Pictures/Screenshots/Screenshot_20261001-101010.png' },
        1_023,
      );
      const projection =
        '_id:_display_name:relative_path:_size:datetaken:date_modified:width:height:mime_type:_data';
      const { stdout } = await newer.run([
        'content',
        'query',
        '--uri',
        IMAGES_URI,
        '--projection',
        projection,
      ]);
      const [theirs = ''] = sample('a11_mediastore/content_query_edge_rows.txt').split(/\r?\n/);
      const shape = (line: string): string => line.trim().replaceAll(/NULL|\d+/g, 'N');
      expect(shape(stdout)).toBe(shape(theirs));
    } finally {
      await newer.dispose();
    }
  });

  it('dumpsys netstats, against the lines of Android 8 to 11', async () => {
    framework.totals.set(10_001, { sentBytes: 100, receivedBytes: 200 });
    const all = sample('netstats_misc/ident_lines_by_version.txt');
    const theirs = /# Android 8-11.*\n([\s\S]*?)\n#/.exec(all)?.[1] ?? '';
    const bare = (text: string): string =>
      text.replaceAll(/FOREGROUND|DEFAULT/g, 'SET').replaceAll(/"[^"]*"/g, '"ID"');
    await dump('netstats poll');
    const whole = await dump('netstats detail');
    const ours = forms(bare(whole.slice(whole.indexOf('UID stats:'))), /uid=|bucketDuration|rb=/);
    expect(ours.size).toBe(3);
    for (const line of ours) expect([...forms(bare(theirs), /./)]).toContain(line);
  });

  it('dumpsys package, against multibox_a712', async () => {
    const wanted =
      /^ {4}(?:userId|codePath|versionCode|versionName|dataDir|firstInstallTime|lastUpdateTime|timeStamp|splits|supportsScreens)=/;
    const keys = (text: string): readonly string[] =>
      text
        .split(/\r?\n/)
        .filter((line) => wanted.test(line))
        .map((line) => line.split('=')[0] ?? '');
    const first = sample('multibox_a712/dumpsys_package.txt').split(/^ {2}Package \[/m)[1] ?? '';
    expect(keys(await dump('package com.example.app0'))).toEqual(keys(first));
    expect(keys(first)).toHaveLength(10);
  });

  it('getprop, against a phone of Android 9', async () => {
    const line = /^\[[^\]]+\]: \[[^\]]*\]$/;
    const theirs = sample('haval_a9/getprop.txt').split(/\r?\n/);
    const names = new Set(theirs.map((one) => one.split(']')[0]));
    const ours = (await framework.run(['getprop'])).stdout.trimEnd().split('\n');
    for (const one of ours) {
      expect(one).toMatch(line);
      if (one.startsWith('[ro.build.version.')) expect([...names]).toContain(one.split(']')[0]);
    }
    expect(theirs).toContain('[ro.build.version.sdk]: [28]');
    expect(ours).toContain('[ro.build.version.sdk]: [28]');
  });

  it('content query, against the rows of a phone', async () => {
    const empty = await framework.run(['content', 'query', '--uri', IMAGES_URI]);
    expect(empty.stdout.trim()).toBe(sample('a11_mediastore/content_query_empty.txt').trim());
    for (const name of ['a.png', 'menu, final, v2=ok.jpg']) {
      await framework.media.publish(
        {
          relativePath: `DCIM/Camera/${name}`,
          bytes: Buffer.alloc(5),
          mimeType: 'image/png',
          width: 1,
          height: 1,
        },
        1_023,
      );
    }
    const projection = '_id:_display_name:_size:date_modified:width:height:mime_type:_data';
    const ours = (await framework.run(['content', 'query', '--uri', IMAGES_URI, '--projection', projection]))
      .stdout;
    const rows =
      /^Row: (\d+) _id=\d+, _display_name=[\s\S]*?_size=\d+, .*_data=\/storage\/emulated\/0\/.+$/gm;
    expect(ours.match(rows)).toHaveLength(2);
    expect(sample('a11_mediastore/content_query_edge_rows.txt').match(rows)).toHaveLength(2);
    expect(ours).toContain('_data=/storage/emulated/0/DCIM/Camera/menu, final, v2=ok.jpg\n');
  });

  it('appops get, against what Fire OS 7 answers', async () => {
    const theirs = sample('fireos7_a9/cmd_appops_get.txt');
    const unknown = await framework.run(['cmd', 'appops', 'get', 'no.such']);
    expect(unknown).toMatchObject({ code: 255, stdout: '', stderr: 'Error: No UID for no.such in user 0\n' });
    expect(theirs).toContain('Error: No UID for ');
    const none = await framework.run(['cmd', 'appops', 'get', 'com.example.app0', 'CAMERA']);
    expect(none).toMatchObject({ code: 0, stdout: 'No operations.\n' });
    expect(theirs).toContain('No operations.');
  });

  it('appops get and dumpsys appops with times, against Fire OS 7', async () => {
    const ago = (text: string): string => text.replaceAll(/\d{1,3}(?:d|h|m(?!s)|s)(?=\d)/g, '');
    const line = /_EXTERNAL_STORAGE: /;
    const get = (await framework.run(['cmd', 'appops', 'get', 'com.example.app0'])).stdout;
    const got = forms(ago(get), line);
    expect(got.size).toBe(2);
    for (const one of got)
      expect([...forms(ago(sample('fireos7_a9/cmd_appops_get.txt')), line)]).toContain(one);
    const shape = (text: string): ReadonlySet<string> =>
      forms(
        ago(text).replaceAll(/\b(?:pers|top|fgsvc|fg|bg|cch) +(?==)/g, 'STATE '),
        /^ +(?:Access: )?STATE|^ {4}Package|EXTERNAL_STORAGE|^ {2}Uid/,
      );
    const ours = shape(await dump('appops --package com.example.app0'));
    expect(ours.size).toBe(5);
    for (const one of ours)
      expect([...shape(sample('fireos7_a9/dumpsys_appops_excerpt.txt'))]).toContain(one);
  });
});
