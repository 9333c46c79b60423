import type { AppProcess } from '../../app-parts.ts';
import type { Glass, View } from '../../screen-parts.ts';
import { box, button, contentArea, inContent, label, panel } from '../views.ts';

const PACKAGE = 'com.android.camera2';
const COARSE = 'android.permission.ACCESS_COARSE_LOCATION';
const FINE = 'android.permission.ACCESS_FINE_LOCATION';
export const LOCATION = [COARSE, FINE];
const PREFERENCES = `/data/data/${PACKAGE}/shared_prefs/${PACKAGE}_preferences.xml`;
/** Camera2's Keys.KEY_RECORD_LOCATION; SettingsManager keeps truth as "1". */
const KEY = 'pref_camera_recordlocation_key';
/** From 10 on the permission is asked for behind the question, before that in front of it (as tests of others tap them). */
const FIRST_ASKING_LATER = 29;

/** What AOSP's camera asks before its first photo: whether photos shall tell where they were taken. */
export interface FirstRun {
  /** Reads what was answered in an earlier process. */
  load(): Promise<void>;
  /** The app is in front, and may ask for permissions. */
  resumed(): Promise<void>;
  /** Nothing is photographed before that. */
  answered(): boolean;
  /** Whether photos get their place. */
  tagsPlaces(): boolean;
  /** The question, while it is on the screen. */
  dialog(glass: Glass): View | undefined;
}

/** On a phone on which all was answered before it started. */
export const NO_FIRST_RUN: FirstRun = {
  load: async () => undefined,
  resumed: async () => undefined,
  answered: () => true,
  tagsPlaces: () => true,
  dialog: () => undefined,
};

/** `changed` is called when the screen has to be shown anew. */
export function createFirstRun(process: AppProcess, api: number, changed: () => void): FirstRun {
  let answer: boolean | undefined;
  let checked = true;
  let asked = false;
  const knowsPlace = (): boolean => LOCATION.some((one) => process.checkPermission(one));
  const next = async (): Promise<void> => {
    answer = checked;
    changed();
    await process.files
      .write(PREFERENCES, Buffer.from(preferences(checked)))
      .catch((error) => process.log('CAM', `answer not kept: ${String(error)}`));
    if (checked && api >= FIRST_ASKING_LATER && !knowsPlace()) await process.requestPermissions(LOCATION);
  };
  return {
    async load() {
      const kept = await process.files.read(PREFERENCES).catch(() => undefined); // Never answered.
      answer = kept === undefined ? undefined : answerIn(kept.toString());
    },
    async resumed() {
      if (answer !== undefined || asked) return;
      asked = true;
      if (api < FIRST_ASKING_LATER && !knowsPlace()) await process.requestPermissions(LOCATION);
      changed();
    },
    answered: () => answer !== undefined,
    tagsPlaces: () => answer === true && knowsPlace(),
    dialog(glass) {
      if (answer !== undefined || !asked) return undefined;
      return question(glass, {
        checked,
        toggle() {
          checked = !checked;
          changed();
        },
        // A tap ends when the app has taken notice of it.
        next: () => void next(),
      });
    },
  };
}

function preferences(recordsLocation: boolean): string {
  return `<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<map>\n    <string name="${KEY}">${recordsLocation ? 1 : 0}</string>\n</map>\n`;
}

function answerIn(xml: string): boolean | undefined {
  const value = new RegExp(`<string name="${KEY}">([01])</string>`).exec(xml)?.[1];
  return value === undefined ? undefined : value === '1';
}

/**
 * LocationDialogLayout, which fills the display; its title has no id. The ids are those that tests of others use; what it
 * says in Chinese is as known, without a source at hand.
 */
function question(glass: Glass, actions: { readonly checked: boolean; toggle(): void; next(): void }): View {
  const { dp, top, bottom, width } = contentArea(glass);
  const margin = 24 * dp;
  const title = label(box(margin, top + margin, width - 2 * margin, 72 * dp), '要记住照片的拍摄地点吗？', {
    fontSize: 24 * dp,
  });
  const checkbox: View = {
    className: 'android.widget.CheckBox',
    resourceId: `${PACKAGE}:id/check_box`,
    bounds: box(margin, top + margin + 84 * dp, width - 2 * margin, 64 * dp),
    text: '为照片和视频标明拍摄地点。',
    checked: actions.checked,
    clickable: true,
    style: { fontSize: 16 * dp },
    onClick: actions.toggle,
  };
  const confirm = button(box(width - 120 * dp - margin, bottom - 72 * dp, 120 * dp, 48 * dp), '下一步', {
    resourceId: `${PACKAGE}:id/confirm_button`,
    fontSize: 16 * dp,
    color: '#1a73e8',
    background: '#ffffff',
    onClick: actions.next,
  });
  const page = panel({ left: 0, top: 0, right: glass.width, bottom: glass.height }, '#ffffff', []);
  return { ...page, children: [title, checkbox, confirm].map((view) => inContent(glass, view)) };
}
