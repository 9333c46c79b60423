import type { ComponentCalls, ComponentHandlers, ComponentManifest } from './component-parts.ts';
import type { ImageQuery, MediaRow, NewImage, PendingImage, PickedImage, SavedFile } from './media-parts.ts';
import type { AppNetwork, NetworkDeclaration } from './network-parts.ts';
import type { Glass, Screen } from './screen-parts.ts';

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
  /** `TimeZone.getDefault().getID()`: where the phone is, which may change while the app runs. */
  timeZone(): string;
  /** The display as the app's activity has it: read it at each look, for it turns. */
  readonly displaySize: Glass;
}

/** What an activity that was started for a result gives back. */
export type ActivityResult =
  | { readonly kind: 'ok'; readonly uris: readonly string[] }
  | { readonly kind: 'canceled' };
