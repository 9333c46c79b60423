import type { App, AppHandlers, AppManifest, AppProcess } from '../../app-parts.ts';
import { FILES_ACTIVITY, FILES_PACKAGE, filesScreen, type Listed } from './files-screen.ts';

const KEYCODE_BACK = 4;
const MOST = 200;

/** AOSP's DocumentsUI; it reads by ExternalStorageProvider, which may see all of shared storage. */
function manifest(api: number): AppManifest {
  return {
    package: FILES_PACKAGE,
    label: '文件',
    versionName: String(api),
    versionCode: api,
    minSdk: 26,
    targetSdk: api,
    permissions: ['READ_EXTERNAL_STORAGE', 'WRITE_EXTERNAL_STORAGE', 'MANAGE_EXTERNAL_STORAGE'].map(
      (name) => `android.permission.${name}`,
    ),
    requestLegacyExternalStorage: true,
    debuggable: false,
    system: true,
    activities: [
      {
        name: FILES_ACTIVITY,
        filters: [
          { actions: ['android.intent.action.MAIN'], categories: ['android.intent.category.LAUNCHER'] },
        ],
      },
    ],
  };
}

/** Lists the files of shared storage, and opens images in the gallery. */
export function createFileManager(api: number): App {
  return { manifest: manifest(api), start: startFiles };
}

function startFiles(process: AppProcess): AppHandlers {
  const top = process.storageDirectory;
  let directory = top;
  let entries: readonly Listed[] = [];

  const show = (): void =>
    process.show(
      filesScreen(process.displaySize, {
        title: directory === top ? '内部存储' : nameOf(directory),
        entries,
        open,
      }),
    );
  const enter = async (path: string): Promise<void> => {
    directory = path;
    entries = await listed(process, path);
    show();
  };
  const open = async ({ name, directory: isDirectory }: Listed): Promise<void> => {
    const path = `${directory}/${name}`;
    if (isDirectory) return await enter(path);
    const where = `_data='${path.replaceAll("'", "''")}'`;
    const [row] = await process.queryImages({ where }).catch(() => []);
    if (row === undefined) return process.toast('无法打开文件');
    const uri = `content://media/external/images/media/${row.id}`;
    await process.startActivity({
      action: 'android.intent.action.VIEW',
      uri,
      mimeType: row.mimeType,
      extras: {},
    });
  };
  return {
    onStart: () => enter(top),
    onConfigurationChanged: show,
    onResume: () => enter(directory),
    onKey(keycode) {
      if (keycode !== KEYCODE_BACK || directory === top) return false;
      void enter(directory.slice(0, directory.lastIndexOf('/')));
      return true;
    },
  };
}

function nameOf(directory: string): string {
  return directory.slice(directory.lastIndexOf('/') + 1);
}

/** Folders first; what is hidden is not shown, as by default. */
async function listed(process: AppProcess, path: string): Promise<readonly Listed[]> {
  const names = await process.files.list(path).catch(() => []);
  const shown = names.filter((name) => !name.startsWith('.')).slice(0, MOST);
  const entries = await Promise.all(
    shown.map(async (name) => ({ name, directory: await isDirectory(process, `${path}/${name}`) })),
  );
  return entries.sort((a, b) => Number(b.directory) - Number(a.directory) || (a.name < b.name ? -1 : 1));
}

/** What went since it was listed is no directory. */
async function isDirectory(process: AppProcess, path: string): Promise<boolean> {
  return await process.files.stat(path).then(
    ({ directory }) => directory,
    () => false,
  );
}
