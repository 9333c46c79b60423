import type { AppManifest, AppProcess, HttpRequest, HttpResponse, Intent } from '../app-parts.ts';
import type { ComponentCalls } from '../component-parts.ts';
import type { MediaRow, NewImage } from '../media-parts.ts';
import { fakeAppNetwork } from '../network/network.fake.ts';
import type { Screen, View } from '../screen-parts.ts';
import { placedViews } from '../ui/view-tree.ts';

/** A process for tests: keeps files, rows and screens in memory, and writes down in order what the app did. */
export interface FakeProcess extends AppProcess {
  /** What the app did to files, e.g. `write /a/b` or `rename /a -> /b`, and its requests, e.g. `POST https://…`. */
  readonly acts: string[];
  /** Paths that the app read. */
  readonly reads: string[];
  readonly requests: HttpRequest[];
  readonly started: Intent[];
  readonly inserted: NewImage[];
  readonly logged: string[];
  readonly storage: Map<string, Buffer>;
  readonly screens: Screen[];
  readonly toasts: string[];
  /** Of the packages that are not as they were: suspended, or, with undefined, not to be seen. */
  readonly icons: Map<string, 'suspended' | undefined>;
  clockMs: number;
  queryImages: AppProcess['queryImages'];
  insertImage: AppProcess['insertImage'];
  respond: (request: HttpRequest) => Promise<HttpResponse>;
  /** Puts an image into shared storage and tells the observers of its row. */
  addImage(path: string, bytes: Buffer, addedMs?: number): void;
  /** Tells the observers of a row once more, as of an update. */
  notify(id: number): void;
  /** Runs the timers that the app has set. */
  runTimers(): Promise<void>;
  views(): readonly View[];
  view(resourceId: string): View | undefined;
  texts(): readonly string[];
}

export function fakeProcess(manifest: AppManifest): FakeProcess {
  const rows: MediaRow[] = [];
  const observers: ((uri: string) => void)[] = [];
  const timers: (() => void | Promise<void>)[] = [];
  const fake: FakeProcess = {
    uid: 10050,
    pid: 4242,
    manifest,
    ...nothingYet(),
    toasts: [],
    clockMs: Date.UTC(2019, 1, 16, 10, 15, 0),
    displaySize: { width: 1080, height: 2160, density: 420, rotation: 0 },
    respond: async () => ({ status: 200, headers: {}, body: Buffer.from('{}') }),
    show: (screen) => void fake.screens.push(screen),
    toast: (text) => void fake.toasts.push(text),
    startActivity: async (intent) => void fake.started.push(intent),
    ...resultsOf(() => fake),
    observeMedia(uri, onChange) {
      fake.acts.push(`observe ${uri}`);
      observers.push(onChange);
    },
    ...ownersOf(manifest, () => fake.icons),
    ...permissionsOf(manifest),
    ...componentsOf((act) => void fake.acts.push(act)),
    queryImages: async () => [...rows].reverse(),
    async insertImage(image) {
      fake.inserted.push(image);
      const path = `/storage/emulated/0/${image.relativePath}`;
      return rowOf(rows.length + 1, path, image.bytes.length, fake.clockMs);
    },
    ...mediaOf(() => fake, rows),
    ...oddCalls((act) => void fake.acts.push(act)),
    files: filesOf(() => fake),
    network: fakeAppNetwork(),
    request: async (request) => {
      fake.acts.push(`${request.method} ${request.url}`);
      fake.requests.push(request);
      return fake.respond(request);
    },
    later: (_milliseconds, work) => void timers.push(work),
    log: (tag, message) => void fake.logged.push(`${tag}: ${message}`),
    now: () => fake.clockMs,
    addImage(path, bytes, addedMs = fake.clockMs) {
      fake.storage.set(path, bytes);
      rows.push(rowOf(rows.length + 1, path, bytes.length, addedMs));
      fake.notify(rows.length);
    },
    notify(id) {
      for (const observer of observers) observer(`content://media/external/images/media/${id}`);
    },
    async runTimers() {
      for (const work of timers.splice(0)) await work();
    },
    views: () => viewsOf(fake.screens.at(-1)),
    view: (resourceId) => fake.views().find((view) => view.resourceId === resourceId),
    texts: () => fake.views().flatMap((view) => view.text ?? []),
  };
  return fake;
}

function oddCalls(
  act: (said: string) => void,
): Pick<AppProcess, 'blockMainThread' | 'registerScreenCaptureCallback' | 'timeZone'> {
  return {
    timeZone: () => 'GMT',
    blockMainThread: (milliseconds) => act(`block the main thread for ${milliseconds} ms`),
    registerScreenCaptureCallback: () => act('register screen capture callback'),
  };
}

function nothingYet(): Pick<
  FakeProcess,
  'acts' | 'reads' | 'requests' | 'started' | 'inserted' | 'logged' | 'storage' | 'screens' | 'icons'
> {
  const lists = { acts: [], reads: [], requests: [], started: [], inserted: [], logged: [], screens: [] };
  return { ...lists, storage: new Map(), icons: new Map() };
}

/** The phone has one user. */
function ownersOf(
  manifest: AppManifest,
  icons: () => FakeProcess['icons'],
): Pick<
  AppProcess,
  'launcherIcon' | 'profiles' | 'startMainActivity' | 'dataDirectory' | 'storageDirectory'
> {
  return {
    launcherIcon: ({ package: name }) => (icons().has(name) ? icons().get(name) : 'normal'),
    profiles: () => [],
    async startMainActivity(_, userId) {
      throw new Error(`a fake phone has no user ${userId}`);
    },
    dataDirectory: `/data/data/${manifest.package}`,
    storageDirectory: '/storage/emulated/0',
  };
}

/** Everything that the manifest asks for is granted. */
function permissionsOf(
  manifest: AppManifest,
): Pick<AppProcess, 'checkPermission' | 'shouldShowRationale' | 'requestPermissions'> {
  const has = (name: string): boolean => manifest.permissions.includes(name);
  return {
    checkPermission: has,
    shouldShowRationale: () => false,
    requestPermissions: async (names) => new Map(names.map((name) => [name, has(name)])),
  };
}

/** Everything that an app asks for is written down, and succeeds. */
function componentsOf(note: (act: string) => void): ComponentCalls {
  const jobs = new Set<number>();
  return {
    startService: async ({ component }) => note(`start service ${component?.activity}`),
    startForegroundService: async ({ component }) => note(`start foreground service ${component?.activity}`),
    stopService: async () => true,
    startForeground: (service) => note(`start foreground ${service}`),
    stopForeground: (service) => note(`stop foreground ${service}`),
    stopSelf: async (service) => note(`stop service ${service}`),
    sendBroadcast: async ({ action }) => note(`broadcast ${action}`),
    registerReceiver: (actions) => note(`register receiver ${actions.join()}`),
    scheduleJob({ id }) {
      jobs.add(id);
      note(`schedule job ${id}`);
    },
    cancelJob: (id) => void jobs.delete(id),
    pendingJobs: () => [...jobs],
    createChannel: (id) => note(`channel ${id}`),
    postNotification: ({ title }) => note(`post ${title}`),
    cancelNotification: (id) => note(`cancel notification ${id}`),
    notificationsEnabled: () => true,
    setAlarm: ({ kind, operation }) => note(`${kind} ${operation.intent.action}`),
    cancelAlarm: ({ intent }) => note(`cancel alarm ${intent.action}`),
    canScheduleExactAlarms: () => true,
    nextAlarmClock: () => undefined,
    elapsedRealtime: () => 0,
  };
}

function viewsOf(screen: Screen | undefined): readonly View[] {
  return screen === undefined ? [] : placedViews(screen.root).map(({ view }) => view);
}

/** Nobody answers, and nobody waits for an answer. */
function resultsOf(
  process: () => FakeProcess,
): Pick<AppProcess, 'startActivityForResult' | 'finish' | 'pickImages' | 'saveDownload'> {
  return {
    async startActivityForResult(intent) {
      process().started.push(intent);
      return { kind: 'canceled' };
    },
    finish: async (result = { kind: 'canceled' }) =>
      void process().acts.push(`finish ${result.kind === 'ok' ? result.uris.join(' ') : result.kind}`),
    pickImages: async () => [],
    async saveDownload({ name, bytes }) {
      const path = `/storage/emulated/0/Download/${name}`;
      process().storage.set(path, Buffer.from(bytes));
      return rowOf(1, path, bytes.length, process().clockMs);
    },
  };
}

/** Rows one by one: their bytes are those of `storage`. */
function mediaOf(
  process: () => FakeProcess,
  rows: MediaRow[],
): Pick<AppProcess, 'insertPendingImage' | 'openImage' | 'writeImage' | 'deleteImage' | 'loadThumbnail'> {
  const pathOf = (id: number): string => rows.find((row) => row.id === id)?.path ?? `no row ${id}`;
  const open = (id: number): Promise<Buffer> => process().files.read(pathOf(id));
  return {
    insertPendingImage: () => Promise.reject(new Error('this process inserts whole images only')),
    openImage: open,
    loadThumbnail: open,
    writeImage: (id, bytes) => process().files.write(pathOf(id), bytes),
    async deleteImage(id) {
      const at = rows.findIndex((row) => row.id === id);
      process().acts.push(`delete ${id}`);
      return at >= 0 && rows.splice(at, 1).length > 0;
    },
  };
}

function filesOf(process: () => FakeProcess): AppProcess['files'] {
  return {
    async read(path) {
      process().reads.push(path);
      const bytes = process().storage.get(path);
      if (bytes === undefined) throw Object.assign(new Error(`${path}: No such file`), { code: 'ENOENT' });
      return bytes;
    },
    async write(path, bytes) {
      process().acts.push(`write ${path}`);
      process().storage.set(path, Buffer.from(bytes));
    },
    async rename(from, to) {
      process().acts.push(`rename ${from} -> ${to}`);
      process().storage.set(to, process().storage.get(from) ?? Buffer.alloc(0));
      process().storage.delete(from);
    },
    async remove(path) {
      process().acts.push(`remove ${path}`);
      process().storage.delete(path);
    },
    async list(path) {
      const below = [...process().storage.keys()].filter((one) => one.startsWith(`${path}/`));
      return [...new Set(below.map((one) => one.slice(path.length + 1).split('/')[0] ?? ''))].sort();
    },
    stat: async (path) => ({
      bytes: process().storage.get(path)?.length ?? 0,
      directory: !process().storage.has(path),
    }),
  };
}

function rowOf(id: number, path: string, bytes: number, nowMs: number): MediaRow {
  return {
    id,
    path,
    displayName: path.split('/').at(-1) ?? '',
    mimeType: path.endsWith('.png') ? 'image/png' : 'image/jpeg',
    bytes,
    width: 1080,
    height: 2160,
    bucket: path.split('/').at(-2) ?? '',
    dateAdded: Math.floor(nowMs / 1000),
    dateModified: Math.floor(nowMs / 1000),
  };
}
