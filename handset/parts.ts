import type { Duplex, Readable, Writable } from 'node:stream';
import type { ComponentCalls, ComponentHandlers, ComponentManifest } from './component-parts.ts';
import type { AppNetwork, NetworkDeclaration } from './network-parts.ts';

/**
 * What the parts of the handset are to one another: `shell/` runs commands, `adbd/` carries them, `system/` is the
 * framework that answers them, `ui/` shows screens, `apps/` live on it, `internet/` is what they reach.
 */

/** One framework command of the phone (`pm`, `am`, `dumpsys`, …). Resolves to its exit code; never hangs. */
export type FrameworkCommand = (call: CommandCall) => Promise<number>;

export interface CommandCall {
  /** `argv[0]` is the command's name. */
  readonly argv: readonly string[];
  /** The caller's: 0 root, 2000 shell, 10000 and up an app. */
  readonly uid: number;
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Aborted when the client went away: the command must then end soon. */
  readonly signal: AbortSignal;
}

/** The phone's files. Every path is an absolute path on the phone; none can lead out of the phone's root. */
export interface PhoneFiles {
  /** The host's path of a phone path, links resolved inside the root (`/sdcard`, `/storage/emulated/0` are one). */
  hostPath(phonePath: string): Promise<string>;
  /** Writes the whole file, making parent directories; all that is made belongs to `owner`. */
  write(phonePath: string, bytes: Uint8Array, owner: FileOwner): Promise<void>;
  /** Takes so many bytes of the disk; throws with code `ENOSPC` when it is full. For who writes by a host path. */
  claim(bytes: number): void;
  /** Bytes that are left; `undefined` while there is no end of them. */
  left(): number | undefined;
  read(phonePath: string): Promise<Buffer>;
  rename(from: string, to: string): Promise<void>;
  /** Removes a file or a directory with everything in it; a missing one is not an error. */
  remove(phonePath: string): Promise<void>;
  exists(phonePath: string): Promise<boolean>;
  stat(
    phonePath: string,
  ): Promise<{ readonly bytes: number; readonly modifiedMs: number; readonly directory: boolean }>;
  /** Names in a directory, sorted; an empty list for a missing one. */
  list(phonePath: string): Promise<readonly string[]>;
  /** Whether a uid may do that, by owners and modes; always where the handset runs without root, see its limits. */
  allows(phonePath: string, uid: number, access: FileAccess): Promise<boolean>;
}

/** `search`: learn of a file; `read`: read it or list it; `make`: put one of this name there, or replace it. */
export type FileAccess = 'search' | 'read' | 'make';

export interface FileOwner {
  readonly uid: number;
  readonly gid: number;
  /** Octal, of files; directories get execute bits where there are read bits. */
  readonly mode: number;
}

/** Runs one shell command line on the phone, as `sh -c` does. */
export interface Shell {
  run(
    commandLine: string,
    io: {
      readonly uid: number;
      readonly stdin: Readable;
      readonly stdout: Writable;
      readonly stderr: Writable;
      readonly signal: AbortSignal;
    },
  ): Promise<number>;
  /** Runs a line on a terminal of its own; an interactive shell for an empty line. */
  openTerminal(commandLine: string, io: TerminalIo): Terminal;
}

export interface TerminalIo {
  readonly uid: number;
  readonly stdin: Readable;
  /** Both outputs: a terminal has one. */
  readonly stdout: Writable;
  readonly signal: AbortSignal;
  /** As `TERM` names it. */
  readonly type: string;
}

export interface Terminal {
  readonly exitCode: Promise<number>;
  resize(rows: number, columns: number): void;
}

/** TCP on the phone's loopback. `adb forward` connects to it, `adb reverse` listens on it, apps do both. */
export interface Loopback {
  /** Returns what stops listening. Throws when the port is taken. */
  listen(port: number, accept: (socket: Duplex) => void): () => void;
  /** Rejects with code `ECONNREFUSED` when nobody listens. */
  connect(port: number): Promise<Duplex>;
}

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** An app as installed: what its manifest says and what it does. `handset/apps/README.md` documents it. */
export interface App {
  readonly manifest: AppManifest;
  /** Runs in a fresh process. All that it registers with `process` ends with that process. */
  start(process: AppProcess): AppHandlers;
}

export interface AppManifest extends ComponentManifest {
  readonly package: string;
  readonly label: string;
  readonly versionName: string;
  readonly versionCode: number;
  readonly minSdk: number;
  readonly targetSdk: number;
  /** Full names, e.g. `android.permission.READ_EXTERNAL_STORAGE`. */
  readonly permissions: readonly string[];
  /** Which of them the phone's owner has allowed before the phone starts; absent: all. Later installs have none. */
  readonly grants?: readonly string[];
  readonly debuggable: boolean;
  /** `android:allowBackup`; absent: true. Without it `adb backup` gets nothing of the app. */
  readonly allowBackup?: boolean;
  /** Part of the ROM: in /system, not removable. */
  readonly system: boolean;
  /** `android:requestLegacyExternalStorage`: the old rules of storage on Android 10, by an app that targets it. */
  readonly requestLegacyExternalStorage?: boolean;
  readonly activities: readonly ActivityManifest[];
  readonly network?: NetworkDeclaration;
}

export interface ActivityManifest {
  /** Full class name. */
  readonly name: string;
  /** `android:screenOrientation`; absent: `unspecified`, which follows the phone. */
  readonly orientation?: ScreenOrientation;
  /** Whether others may start it; absent: if it has filters, as before Android 12. */
  readonly exported?: boolean;
  readonly filters: readonly {
    readonly actions: readonly string[];
    readonly categories: readonly string[];
    readonly schemes?: readonly string[];
  }[];
}

/** What an activity wants of the display, as ActivityInfo.SCREEN_ORIENTATION_* names it. */
export type ScreenOrientation =
  | 'unspecified'
  | 'nosensor'
  | 'portrait'
  | 'landscape'
  | 'reversePortrait'
  | 'reverseLandscape'
  | 'sensorPortrait'
  | 'sensorLandscape';

export interface Intent {
  readonly action?: string;
  /** `activity` is the class: of a service or a receiver in intents for them. */
  readonly component?: { readonly package: string; readonly activity: string };
  readonly uri?: string;
  readonly mimeType?: string;
  readonly categories?: readonly string[];
  /** Only components of this package count. */
  readonly package?: string;
  /** Intent.FLAG_*, ored. */
  readonly flags?: number;
  readonly extras: Readonly<Record<string, string>>;
}

export interface AppHandlers extends ComponentHandlers {
  /** An activity of the app comes to the front by an intent. Shows something by `process.show`. */
  onStart(intent: Intent, activity: string): void | Promise<void>;
  /** The app is back in the foreground. */
  onResume?(): void | Promise<void>;
  /**
   * The display was turned or given another size: show the screen anew. Without this handler the activity on top is started
   * again by its own intent, as Android does with activities that declare no `configChanges`.
   */
  onConfigurationChanged?(): void | Promise<void>;
  /** The app left the foreground. */
  onPause?(): void | Promise<void>;
  /** Nothing of it is seen any more. */
  onStop?(): void | Promise<void>;
  /** Its activities are gone, by BACK or by a swipe in the recents; its process may go on. A process that is killed hears nothing. */
  onDestroy?(): void | Promise<void>;
  /** The system is short of memory, or says so: a level of ComponentCallbacks2. */
  onTrimMemory?(level: number): void | Promise<void>;
  /** A key that the system did not take, e.g. 27 KEYCODE_CAMERA; true when the app used it. */
  onKey?(keycode: number): boolean | Promise<boolean>;
}

/** What an app can do, under its own uid. */
export interface AppProcess extends ComponentCalls {
  readonly uid: number;
  readonly pid: number;
  readonly manifest: AppManifest;
  /** `Context.getDataDir`: `/data/data/PACKAGE`, and of another user than the owner `/data/user/N/PACKAGE`. */
  readonly dataDirectory: string;
  /** `Environment.getExternalStorageDirectory`: `/storage/emulated/N`, to which `/sdcard` leads. */
  readonly storageDirectory: string;
  /** Shows the app's screen; only visible while the app is in the foreground. */
  show(screen: Screen): void;
  /** A message over whatever is in front, for 2 s or (long) 3.5 s. */
  toast(text: string, length?: 'short' | 'long'): void;
  startActivity(intent: Intent): Promise<void>;
  /** Resolves when the activity that was started finishes, or its process ends. Rejects when there is none. */
  startActivityForResult(intent: Intent): Promise<ActivityResult>;
  /** `setResult` and `finish` of the activity: who waits for it comes back to the front, else the home screen. */
  finish(result?: ActivityResult): Promise<void>;
  /** Like `ContentResolver.registerContentObserver(uri, true, …)`. */
  observeMedia(uri: string, onChange: (uri: string) => void): void;
  /**
   * The rows that the app may see, newest first: until Android 9 all or, without the permission, none but a SecurityException;
   * later its own, and more by its permissions.
   */
  queryImages(query?: ImageQuery): Promise<readonly MediaRow[]>;
  /** Puts an image into shared storage, the way that apps of the version do it, and gives its MediaStore row. */
  insertImage(image: NewImage): Promise<MediaRow>;
  /** A row with IS_PENDING, from Android 10 on: nobody else sees it until it is published. */
  insertPendingImage(image: Omit<NewImage, 'bytes'>): Promise<PendingImage>;
  /** `openInputStream` of a row; `original` is MediaStore.setRequireOriginal: with the place where it was taken. */
  openImage(id: number, options?: { readonly original?: boolean }): Promise<Buffer>;
  /** `openOutputStream` of a row. Another app's rejects with RecoverableSecurityException: its owner would have to be asked. */
  writeImage(id: number, bytes: Uint8Array): Promise<void>;
  /** False when there was none; another app's as with `writeImage`. */
  deleteImage(id: number): Promise<boolean>;
  /** `ContentResolver.loadThumbnail`: a JPEG that MediaProvider makes, and keeps in a `.thumbnails` folder. */
  loadThumbnail(id: number): Promise<Buffer>;
  /** Saves into `Download` by DownloadManager, as browsers do; the row where there is one. */
  saveDownload(file: SavedFile): Promise<MediaRow | undefined>;
  /**
   * The photo picker, from Android 11 on (there by an update of MediaProvider): no permission is needed, and what the user
   * picks may be read until the process's package is removed; nothing else is.
   */
  pickImages(options?: { readonly max?: number }): Promise<readonly PickedImage[]>;
  /**
   * What `LauncherApps` tells a home screen of an activity: nothing where the app is disabled, hidden or gone, and whether it
   * is suspended, which launchers show in grey.
   */
  launcherIcon(
    component: NonNullable<Intent['component']>,
    userId?: number,
  ): 'normal' | 'suspended' | undefined;
  /** `UserManager.getUserProfiles` but for the user himself: with whom the second copies of apps live. */
  profiles(): readonly number[];
  /** `LauncherApps.startMainActivity`, of one of them. */
  startMainActivity(component: NonNullable<Intent['component']>, userId: number): Promise<void>;
  /** `ContextCompat.checkSelfPermission`. */
  checkPermission(name: string): boolean;
  /** `Activity.shouldShowRequestPermissionRationale`. */
  shouldShowRationale(name: string): boolean;
  /**
   * `Activity.requestPermissions`: asks the owner where a dialog is needed. Name to granted; empty when it was cut short:
   * the app is not in front, or asks already.
   */
  requestPermissions(names: readonly string[]): Promise<ReadonlyMap<string, boolean>>;
  /**
   * `Activity.registerScreenCaptureCallback`, from Android 14 on, with the permission DETECT_SCREEN_CAPTURE: screenshots
   * by keys while the app is seen, and never `screencap`. No picture comes with it.
   */
  registerScreenCaptureCallback(onCapture: () => void): void;
  /** The app's own files, and what it may see of shared storage. */
  readonly files: {
    read(phonePath: string): Promise<Buffer>;
    write(phonePath: string, bytes: Uint8Array): Promise<void>;
    rename(from: string, to: string): Promise<void>;
    remove(phonePath: string): Promise<void>;
    list(phonePath: string): Promise<readonly string[]>;
    stat(phonePath: string): Promise<{ readonly bytes: number; readonly directory: boolean }>;
  };
  request(request: HttpRequest): Promise<HttpResponse>;
  /** HTTP/2, WebSocket, raw sockets, and HTTP whose bodies are streams. */
  readonly network: AppNetwork;
  /** A timer that ends with the process. */
  later(milliseconds: number, work: () => void | Promise<void>): void;
  /** As `Thread.sleep` on the main thread: nothing of the app runs meanwhile, and after 5 s without an answer to input it is an ANR. */
  blockMainThread(milliseconds: number): void;
  log(tag: string, message: string): void;
  /** The phone's clock, in milliseconds since the Unix epoch. */
  now(): number;
  /** The display as the app's activity has it: read it at each look, for it turns. */
  readonly displaySize: Glass;
}

export interface MediaRow {
  readonly id: number;
  /** `/storage/emulated/0/…`. */
  readonly path: string;
  readonly displayName: string;
  readonly mimeType: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly bucket: string;
  /** Seconds since the Unix epoch. */
  readonly dateAdded: number;
  readonly dateModified: number;
}

/** Clauses of SQL over MediaStore's columns, as apps give them to `ContentResolver.query`. */
export interface ImageQuery {
  readonly where?: string;
  readonly orderBy?: string;
  /** QUERY_ARG_MATCH_PENDING. */
  readonly pending?: 'exclude' | 'include' | 'only';
}

export interface PickedImage {
  /** An address of the picker, which MediaStore's queries do not know. */
  readonly uri: string;
  read(): Promise<Buffer>;
}

/** What an activity that was started for a result gives back. */
export type ActivityResult =
  | { readonly kind: 'ok'; readonly uris: readonly string[] }
  | { readonly kind: 'canceled' };

export interface PendingImage {
  readonly id: number;
  write(bytes: Uint8Array): Promise<void>;
  publish(): Promise<void>;
  abandon(): Promise<void>;
}

export interface NewImage {
  /** Below `/sdcard`, e.g. `DCIM/Camera/IMG_20190216_101500.jpg`. */
  readonly relativePath: string;
  readonly bytes: Uint8Array;
  readonly mimeType: string;
  readonly width: number;
  readonly height: number;
  /** As the app says it in the row; later a scan of the file knows better. Milliseconds since the Unix epoch. */
  readonly takenMs?: number;
  /** Rows have it until Android 9 only. */
  readonly latitude?: number;
  readonly longitude?: number;
}

/** A file that an app saves for the user by DownloadManager. */
export interface SavedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What an app shows. */
export interface Screen {
  readonly package: string;
  readonly activity: string;
  readonly root: View;
  /** A dialog of the app: what is below is darkened, touched by nothing, and not seen by accessibility. */
  readonly dialog?: View;
}

/** One node of a screen, as accessibility sees it and as it is drawn. */
export interface View {
  readonly className: string;
  /** Pixels of the display. */
  readonly bounds: {
    readonly left: number;
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
  };
  readonly resourceId?: string;
  readonly text?: string;
  readonly contentDescription?: string;
  readonly clickable?: boolean;
  readonly enabled?: boolean;
  readonly checked?: boolean;
  readonly selected?: boolean;
  /** Shown as dots; accessibility sees dots too. */
  readonly password?: boolean;
  /** What an empty text field shows; accessibility gives it as the field's text, as Android does. */
  readonly hint?: string;
  readonly style?: {
    readonly background?: string;
    readonly color?: string;
    readonly fontSize?: number;
    readonly bold?: boolean;
    readonly align?: 'left' | 'center';
  };
  /** PNG, JPEG or WebP bytes, drawn to fill the bounds. */
  readonly image?: Uint8Array;
  /**
   * Children that lie beyond the bounds in this direction are scrolled into them by fingers. They have the bounds that
   * they have before anything is scrolled; the phone moves them, and keeps how far.
   */
  readonly scrolls?: 'vertical' | 'horizontal';
  /** What is scrolled: another one begins at its start again. */
  readonly scrollContent?: string;
  readonly onClick?: () => void | Promise<void>;
  readonly onLongClick?: () => void | Promise<void>;
  /** A finger went over the view in this direction, and nothing there scrolls. */
  readonly onSwipe?: (direction: Direction) => void | Promise<void>;
  /** Two fingers spread on it (above 1) or closed (below 1). */
  readonly onPinch?: (scale: number) => void | Promise<void>;
  readonly onText?: (text: string) => void | Promise<void>;
  readonly children?: readonly View[];
}

export type Direction = 'up' | 'down' | 'left' | 'right';

/** A window on the display, as `dumpsys window` and accessibility know it. */
export interface PhoneWindow {
  /** `package/activity` of an activity, a name such as `StatusBar` of others. */
  readonly title: string;
  /** As accessibility has it (AccessibilityWindowInfo.TYPE_*). */
  readonly kind: 'application' | 'input-method' | 'system';
  readonly screen: Screen;
}

/** Where a finger is, and when, counted from its touching the display. */
export interface TouchPoint {
  readonly x: number;
  readonly y: number;
  readonly atMs: number;
}

/** Surface.ROTATION_*: quarters of a turn to the left that the phone was given. */
export type Rotation = 0 | 1 | 2 | 3;

/** The surface of the display as it is at the moment: it turns, and it can be given another size. */
export interface Glass {
  readonly width: number;
  readonly height: number;
  /** Dots per inch, e.g. 420. */
  readonly density: number;
  readonly rotation: Rotation;
}

/** All pixels of one moment as RGBA, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/** The display: what is in front, and what input reaches it. */
export interface Display {
  readonly glass: Glass;
  /** The screen that has the focus; a plain one while an app has shown nothing. */
  current(): Screen;
  /** From the lowest to the topmost; the one with the focus is `focused()`. */
  windows(): readonly PhoneWindow[];
  focused(): PhoneWindow;
  /** What the user sees of the display's state. */
  state(): DisplayState;
  /** The pixels, PNG encoded: what a screenshot shows. */
  capture(): Promise<Buffer>;
  pixels(): Promise<Pixels>;
  /** A tap, in display pixels: reaches the topmost clickable view there. */
  tap(x: number, y: number): Promise<void>;
  /** One finger, from its touching the display to its leaving it: a tap, a long press, a drag or a swipe. */
  touch(path: readonly TouchPoint[]): Promise<void>;
  /** Whether a view of the focused window, by its path, has more to show in that direction. */
  canScroll(path: readonly number[], direction: Direction): boolean;
  /** Two fingers spread (above 1) or close (below 1) around a point. */
  pinch(x: number, y: number, scale: number): Promise<void>;
  /** Types into the text field that has the focus. */
  text(text: string): Promise<void>;
  /** A hardware key, e.g. 3 HOME, 4 BACK, 26 POWER, 27 CAMERA, 120 SYSRQ. */
  key(keycode: number, press?: KeyPress): Promise<void>;
  /** Shows a message that goes away by itself. */
  toast(text: string, milliseconds: number): void;
}

export interface KeyPress {
  readonly long?: boolean;
  /** Other keys that are held down meanwhile. */
  readonly with?: readonly number[];
}

interface DisplayState {
  readonly awake: boolean;
  /** The keyguard is there, seen or not. */
  readonly locked: boolean;
  readonly keyboardShown: boolean;
  /** Path of the view with the input focus below the root of the focused window's screen. */
  readonly focus: readonly number[] | undefined;
  /** Messages that are on the display now. */
  readonly toasts: readonly string[];
}
