import type { Language } from './language.ts';
import { answerGroup } from './permissions/answer-group.ts';
import { DIALOG_TEXTS } from './permissions/dialog-texts.ts';
import {
  type DialogCase,
  dialogButtons,
  dialogOwner,
  hasCheckbox,
  type PermissionAnswer,
} from './permissions/permission-dialog.ts';
import { type GroupRequest, planRequest } from './permissions/plan-request.ts';
import type { PhoneProcess } from './process.ts';

/**
 * The dialog that asks for one group of permissions, as GrantPermissionsActivity shows it over the app. Who draws it
 * takes ids and texts from here, and tells what was tapped.
 */
interface PermissionDialog {
  /** The app that asks. */
  readonly package: string;
  /** Whose window it is, and the class of its activity. */
  readonly owner: { readonly package: string; readonly activity: string };
  readonly group: string;
  /** `Allow Clock to record audio?`, the app's name as it is: it may hold anything. */
  readonly message: string;
  /** `1 of 2`, where there is more than one group; undefined otherwise. */
  readonly page: string | undefined;
  /** "Don't ask again", up to Android 9 after a refusal; while it is checked, `allow` is disabled. */
  readonly checkbox: { readonly id: string; readonly text: string; readonly checked: boolean } | undefined;
  readonly buttons: readonly {
    /** The whole resource id. */
    readonly id: string;
    readonly text: string;
    readonly enabled: boolean;
  }[];
}

/** What apps ask their owner for, one dialog after the other. */
export interface PermissionRequests {
  /** The dialog that is on the screen, in the words of a language. */
  pending(language?: Language): PermissionDialog | undefined;
  /** A tap on one of its buttons, or on the checkbox, by the whole resource id; others are ignored. */
  press(id: string): void;
  /** The key: a refusal up to Android 10; from 11 on the question is left open. */
  back(): void;
  /** Tells when the dialog comes, changes or goes. */
  onChange(listener: () => void): void;
  /** Name to granted; empty when it was cut short, as with Activity.requestPermissions. */
  request(process: PhoneProcess, names: readonly string[]): Promise<ReadonlyMap<string, boolean>>;
}

interface Open {
  readonly process: PhoneProcess;
  readonly names: readonly string[];
  readonly groups: readonly GroupRequest[];
  readonly finish: (cutShort: boolean) => void;
  at: number;
  checked: boolean;
}

export interface PermissionRequestParts {
  readonly api: number;
  front(): PhoneProcess | undefined;
  /** Lets the user select photos for the app; false when that was called off, and the question stands. */
  selectPhotos(process: PhoneProcess): Promise<boolean>;
  /** What the owner answered changed what the app may do. */
  onAnswer(process: PhoneProcess): void;
}

export function createPermissionRequests(parts: PermissionRequestParts): PermissionRequests {
  return new Requests(parts);
}

class Requests implements PermissionRequests {
  readonly #parts: PermissionRequestParts;
  readonly #listeners: (() => void)[] = [];
  #open: readonly Open[] = [];
  #selecting = false;

  constructor(parts: PermissionRequestParts) {
    this.#parts = parts;
  }

  pending(language: Language = 'en'): PermissionDialog | undefined {
    const [open] = this.#open;
    const group = open?.groups[open.at];
    const asks = open !== undefined && group !== undefined && !this.#selecting;
    return asks ? this.#dialog(open, group, language) : undefined;
  }

  press(id: string): void {
    const [open] = this.#open;
    const group = open?.groups[open.at];
    if (open === undefined || group === undefined) return;
    const dialog = this.#dialog(open, group, 'en');
    if (id === dialog.checkbox?.id) {
      open.checked = !open.checked;
      return this.#tell();
    }
    const pressed = dialogButtons(this.#case(open, group)).find(
      (one) => `${dialog.owner.package}:id/${one.id}` === id,
    );
    if (pressed === undefined || dialog.buttons.find((one) => one.id === id)?.enabled !== true) return;
    this.#answer(open, group, pressed.answer === 'deny' && open.checked ? 'deny-for-ever' : pressed.answer);
  }

  back(): void {
    const [open] = this.#open;
    const group = open?.groups[open.at];
    if (open === undefined || group === undefined) return;
    // GrantPermissionsViewHandlerImpl.onBackPressed: DENIED in 10, CANCELED, which ends the whole request, in 11.
    if (this.#parts.api >= 30) return this.#close(open, false);
    this.#answer(open, group, open.checked ? 'deny-for-ever' : 'deny');
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  request(process: PhoneProcess, names: readonly string[]): Promise<ReadonlyMap<string, boolean>> {
    const none: ReadonlyMap<string, boolean> = new Map();
    // "Can request only one set of permissions at a time" (Activity), and nobody may ask from the background.
    const busy = this.#open.some((one) => one.process === process);
    if (process.ended || busy || process !== this.#parts.front()) return Promise.resolve(none);
    const { package: known } = process;
    const plan = planRequest({ known, names, api: this.#parts.api });
    const granted = (): ReadonlyMap<string, boolean> =>
      new Map(names.map((name) => [name, known.permissionState.granted.has(name)]));
    if (plan.changed) this.#parts.onAnswer(process);
    if (plan.groups.length === 0) return Promise.resolve(granted());
    return new Promise((resolve) => {
      const finish = (cutShort: boolean): void => resolve(cutShort ? none : granted());
      const open: Open = { process, names, groups: plan.groups, finish, at: 0, checked: false };
      process.onEnd.push(() => this.#close(open, true));
      this.#open = [...this.#open, open];
      this.#tell();
    });
  }

  #answer(open: Open, group: GroupRequest, answer: PermissionAnswer): void {
    if (answer === 'allow-selected') void this.#select(open, group);
    else this.#settle(open, group, answer);
  }

  /** The picker takes the dialog's place (GrantPermissionsActivity starts it for a result). */
  async #select(open: Open, group: GroupRequest): Promise<void> {
    this.#selecting = true;
    this.#tell();
    const selected = await this.#parts.selectPhotos(open.process);
    this.#selecting = false;
    if (selected && this.#open.includes(open)) this.#settle(open, group, 'allow-selected');
    else this.#tell();
  }

  #settle(open: Open, group: GroupRequest, answer: PermissionAnswer): void {
    answerGroup({ process: open.process, api: this.#parts.api, group, answer });
    this.#parts.onAnswer(open.process);
    open.at += 1;
    open.checked = false;
    if (open.at < open.groups.length) this.#tell();
    else this.#close(open, false);
  }

  #close(open: Open, cutShort: boolean): void {
    if (!this.#open.includes(open)) return;
    this.#open = this.#open.filter((one) => one !== open);
    open.finish(cutShort);
    this.#tell();
  }

  #dialog(open: Open, group: GroupRequest, language: Language): PermissionDialog {
    const { api } = this.#parts;
    const texts = DIALOG_TEXTS[language];
    const asked = this.#case(open, group);
    const owner = dialogOwner(api);
    const id = (short: string): string => `${owner.package}:id/${short}`;
    const { length } = open.groups;
    const { package: known } = open.process;
    return {
      package: known.package,
      owner,
      group: group.group,
      message: texts.message(known.label, asked),
      page: length > 1 ? texts.page(open.at + 1, length) : undefined,
      checkbox: hasCheckbox(asked)
        ? { id: id('do_not_ask_checkbox'), text: texts.label("Don't ask again"), checked: open.checked }
        : undefined,
      buttons: dialogButtons(asked).map(({ id: short, text, answer }) => ({
        id: id(short),
        text: texts.label(text),
        enabled: !(answer === 'allow' && open.checked),
      })),
    };
  }

  #case({ process }: Open, group: GroupRequest): DialogCase {
    return { api: this.#parts.api, targetSdk: process.package.targetSdk, ...group.asked, group: group.group };
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
