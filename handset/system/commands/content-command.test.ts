import { afterEach, describe, expect, it } from 'vitest';
import { androidNamed } from '../android-version.ts';
import { type FakeFramework, fakeFramework, fakeHome } from '../framework.fake.ts';
import { SHELL_CALLER } from '../media/media-caller.ts';

const IMAGES = 'content://media/external/images/media';

let framework: FakeFramework;
afterEach(() => framework.dispose());

async function phone(android: string, ...names: readonly string[]): Promise<void> {
  framework = await fakeFramework([fakeHome], androidNamed(android));
  for (const name of names) {
    const image = { bytes: Buffer.alloc(5), mimeType: 'image/jpeg', width: 40, height: 30 };
    await framework.media.publish({ ...image, relativePath: `DCIM/Camera/${name}` }, 1_023);
  }
}

/** Words in single quotes stay together. */
const run = (line: string): ReturnType<FakeFramework['run']> =>
  framework.run([...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? ''));

describe('content query', () => {
  it('prints rows oldest first, or as it is told to, in the order of the projection', async () => {
    await phone('9', 'a.jpg', 'b.jpg');
    expect((await run(`content query --uri ${IMAGES} --projection _id:_size:date_added:_data`)).stdout).toBe(
      [
        'Row: 0 _id=1, _size=5, date_added=1550312100, _data=/storage/emulated/0/DCIM/Camera/a.jpg',
        'Row: 1 _id=2, _size=5, date_added=1550312100, _data=/storage/emulated/0/DCIM/Camera/b.jpg',
        '',
      ].join('\n'),
    );
    const sorted = await run(`content query --uri ${IMAGES} --projection _id --sort '_id DESC LIMIT 1'`);
    expect(sorted).toEqual({ code: 0, stdout: 'Row: 0 _id=2\n', stderr: '' });
  });

  it('filters by a clause of SQL', async () => {
    await phone('14', 'a.jpg', 'b, c=1.jpg');
    const words = [
      'content',
      'query',
      '--uri',
      IMAGES,
      '--projection',
      '_display_name:relative_path:datetaken',
    ];
    const { stdout } = await framework.run([
      ...words,
      '--where',
      "relative_path LIKE '%Cam%' AND _display_name<>'a.jpg'",
    ]);
    expect(stdout).toBe('Row: 0 _display_name=b, c=1.jpg, relative_path=DCIM/Camera/, datetaken=NULL\n');
  });

  it.each([
    ['9', ['_id', '_data', '_size', '_display_name', 'mime_type', 'title'], 20],
    // ArrayMap's order: 58 columns of a phone of 2025 begin and end so.
    ['16', ['instance_id', 'compilation', 'disc_number', 'duration', 'album_artist', 'description'], 58],
    ['14', ['instance_id', 'compilation', 'disc_number', 'duration', 'album_artist', 'description'], 57],
    ['11', ['instance_id', 'compilation', 'disc_number', 'duration', 'album_artist', 'description'], 56],
  ])('gives on %s every column of the table when it is not told which', async (android, first, count) => {
    await phone(android, 'a.jpg');
    const { stdout } = await run(`content query --uri ${IMAGES}`);
    const names = stdout
      .replace(/^Row: 0 /, '')
      .trim()
      .split(', ')
      .map((one) => one.split('=')[0]);
    expect([names.slice(0, 6), names.length]).toEqual([first, count]);
  });

  it.each([
    [
      '8.1',
      '--projection nope',
      'android.database.sqlite.SQLiteException: no such column: nope (code 1): , while compiling: SELECT nope FROM images',
    ],
    [
      '9',
      '--projection relative_path',
      'android.database.sqlite.SQLiteException: no such column: relative_path (code 1 SQLITE_ERROR): , while compiling: SELECT relative_path FROM images',
    ],
    [
      '9',
      "--projection _id --where '_id ='",
      'android.database.sqlite.SQLiteException: incomplete input (code 1 SQLITE_ERROR): , while compiling: SELECT _id FROM images WHERE ((_id =))',
    ],
    ['10', '--projection date_taken', 'java.lang.IllegalArgumentException: Invalid column date_taken'],
    ['11', "--sort '_id DESC LIMIT 1'", 'java.lang.IllegalArgumentException: Invalid token LIMIT'],
    ['14', '--where nope=1', 'java.lang.IllegalArgumentException: Invalid token nope'],
  ])('says on %s what is wrong with %s, and ends with 0', async (android, options, why) => {
    await phone(android);
    expect(await run(`content query --uri ${IMAGES} ${options}`)).toEqual({
      code: 0,
      stdout: '',
      stderr: `Error while accessing provider:media\n${why}\n`,
    });
  });

  it('knows the collections and volumes of the version, and no other providers', async () => {
    await phone('9', 'a.jpg');
    const asked = async (uri: string): Promise<string> => {
      const { stdout, stderr } = await run(`content query --uri ${uri} --projection _id`);
      return `${stdout}${stderr}`;
    };
    expect(await asked('content://media/external/file')).toBe('Row: 0 _id=1\n');
    expect(await asked(`${IMAGES}/1`)).toBe('Row: 0 _id=1\n');
    expect(await asked(`${IMAGES}/2`)).toBe('No result found.\n');
    for (const empty of ['external/video/media', 'external/audio/media', 'internal/images/media'])
      expect(await asked(`content://media/${empty}`)).toBe('No result found.\n');
    expect(await asked('content://media/external_primary/images/media')).toContain(
      'Volume external_primary not found',
    );
    expect(await asked('content://media/external/downloads')).toContain('Unknown or unsupported URL');
    expect(await asked('content://sms')).toBe(
      'Error while accessing provider:sms\njava.lang.IllegalStateException: Could not find provider: sms\n',
    );
    expect((await run(`content query --user 10 --uri ${IMAGES}`)).stderr).toContain(
      'Could not find provider: media',
    );
  });

  it('shows pending rows on 10 to who asks for them by the address', async () => {
    await phone('10');
    await run(
      `content insert --uri ${IMAGES} --bind _display_name:s:p.png --bind mime_type:s:image/png --bind is_pending:i:1`,
    );
    expect((await run(`content query --uri ${IMAGES}`)).stdout).toBe('No result found.\n');
    const pending = await run(`content query --uri ${IMAGES}?includePending=1 --projection _data:is_pending`);
    expect(pending.stdout).toBe('Row: 0 _data=/storage/emulated/0/Pictures/p.png, is_pending=1\n');
  });

  it('shows pending rows from 11 on to who asks for them by an extra', async () => {
    await phone('11');
    const bind = '--bind _display_name:s:p.png --bind mime_type:s:image/png --bind is_pending:i:1';
    expect(await run(`content insert --uri ${IMAGES} ${bind}`)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect((await run(`content query --uri ${IMAGES}`)).stdout).toBe('No result found.\n');
    const pending = await run(
      `content query --uri ${IMAGES} --projection _data:is_pending:owner_package_name --extra android\\:query-arg-match-pending:i:1`,
    );
    // A week from now, whoever asks (FileUtils.computeDateExpires).
    expect(pending.stdout).toBe(
      'Row: 0 _data=/storage/emulated/0/Pictures/.pending-1550916900-p.png, is_pending=1, owner_package_name=com.android.shell\n',
    );
  });
});

describe('content', () => {
  it.each([
    ['9', 'content', 'Unsupported operation: null'],
    ['9', 'content dance', 'Unsupported operation: dance'],
    ['9', `content query --uri ${IMAGES} --extra a:s:b`, 'Unsupported argument: --extra'],
    ['9', 'content query', 'Content provider URI not specified. Did you specify --uri argument?'],
    ['9', 'content query --uri --where', 'No value for argument: --uri'],
    ['9', `content insert --uri ${IMAGES}`, 'Bindings not specified. Did you specify --bind argument(s)?'],
    ['9', `content insert --uri ${IMAGES} --bind a:b`, 'Binding not well formed: a:b'],
    ['9', `content insert --uri ${IMAGES} --bind a:q:b`, 'Unsupported type: q'],
    ['9', `content insert --uri ${IMAGES} --bind a:n:`, 'Unsupported type: n'],
    ['9', `content insert --uri ${IMAGES} --bind a:i:x`, 'For input string: "x"'],
    ['14', `content insert --uri ${IMAGES} --bind a:s:b:c`, 'Binding not well formed: a:s:b:c'],
    ['9', `content call --uri ${IMAGES}`, 'Content provider method not specified.'],
    ['9', `content query --user x --uri ${IMAGES}`, 'For input string: "x"'],
  ])('on %s refuses %s in its own words, with 0', async (android, line, why) => {
    await phone(android);
    const { code, stdout, stderr } = await run(line);
    expect([code, stderr, stdout.split('\n').at(-2)]).toEqual([0, '', `[ERROR] ${why}`]);
  });

  it('deletes, updates and gives the type of rows', async () => {
    await phone('14', 'a.jpg', 'b.jpg');
    const id = framework.media.images()[0]?.id;
    expect((await run(`content gettype --uri ${IMAGES}/${id}`)).stdout).toBe('Result: image/jpeg\n');
    expect((await run(`content gettype --uri ${IMAGES}`)).stdout).toBe(
      'Result: vnd.android.cursor.dir/image\n',
    );
    await run(`content update --uri ${IMAGES}/${id} --bind _display_name:s:c.jpg`);
    expect(await framework.files.list('/storage/emulated/0/DCIM/Camera')).toEqual(['a.jpg', 'c.jpg']);
    await run(`content delete --uri ${IMAGES} --where _id=${id}`);
    expect(await framework.files.list('/storage/emulated/0/DCIM/Camera')).toEqual(['a.jpg']);
    expect(framework.media.images()).toHaveLength(1);
  });

  it('reads and writes the bytes of a row', async () => {
    await phone('14', 'a.jpg');
    const id = framework.media.images()[0]?.id;
    const bytes = Buffer.from([0, 255, 10, 13]);
    await framework.media.provider.write(SHELL_CALLER, { volume: 'external', table: 'images', id }, bytes);
    expect((await run(`content read --uri ${IMAGES}/${id}`)).stdout).toBe(bytes.toString());
    expect((await run(`content read --uri ${IMAGES}/9`)).stderr).toContain(
      `java.io.FileNotFoundException: No item at ${IMAGES}/9`,
    );
  });

  it.each([
    ['9', 'java.lang.UnsupportedOperationException: Unsupported call: scan_file'],
    ['10', 'java.lang.NullPointerException: Attempt to invoke virtual method'],
  ])('cannot have a file scanned on %s', async (android, why) => {
    await phone(android);
    const { code, stderr } = await run(
      'content call --uri content://media --method scan_file --arg /sdcard/DCIM/x.png',
    );
    expect([code, stderr]).toEqual([0, expect.stringContaining(why)]);
  });

  it('has a pushed file scanned from 11 on: it has no row before', async () => {
    await phone('11');
    await framework.files.write('/storage/emulated/0/DCIM/x.png', Buffer.from('pushed'), {
      uid: 2000,
      gid: 1023,
      mode: 0o660,
    });
    const call = (method: string, arg: string) =>
      run(`content call --uri content://media --method ${method} --arg ${arg}`);
    expect((await run(`content query --uri ${IMAGES}`)).stdout).toBe('No result found.\n');
    expect((await call('scan_file', '/sdcard/DCIM/x.png')).stdout).toBe(
      'Result: Bundle[{android.intent.extra.STREAM=content://media/external_primary/images/media/1}]\n',
    );
    expect(framework.media.images().map(({ path, bytes }) => [path, bytes])).toEqual([
      ['/storage/emulated/0/DCIM/x.png', 6],
    ]);
    await framework.files.remove('/storage/emulated/0/DCIM/x.png');
    expect((await call('scan_volume', 'external_primary')).stdout).toBe('Result: Bundle[{}]\n');
    expect(framework.media.images()).toEqual([]);
    expect((await call('scan_file', '/data/local/tmp/x.png')).stderr).toContain(
      'Missing volume for /data/local/tmp/x.png',
    );
  });
});

describe('content://settings', () => {
  it('gives, changes and removes settings', async () => {
    await phone('9');
    const uri = 'content://settings/system';
    expect((await run(`content query --uri ${uri}/x`)).stdout).toBe('No result found.\n');
    await run(`content insert --uri ${uri} --bind name:s:x --bind value:s:1:2`);
    expect((await run('settings get system x')).stdout).toBe('1:2\n');
    await framework.run(['content', 'update', '--uri', uri, '--bind', 'value:s:3', '--where', "name='x'"]);
    const { stdout } = await framework.run([
      'content',
      'query',
      '--uri',
      uri,
      '--projection',
      'name:value',
      '--where',
      "name LIKE 'x'",
    ]);
    expect(stdout).toBe('Row: 0 name=x, value=3\n');
    await run(`content delete --uri ${uri}/x`);
    expect((await run('settings get system x')).stdout).toBe('null\n');
    expect((await run('content query --uri content://settings/nope')).stderr).toContain(
      'Bad root path: nope',
    );
  });
});
