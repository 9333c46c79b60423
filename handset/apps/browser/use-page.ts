import type { AppProcess, HttpRequest } from '../../app-parts.ts';
import type { MediaRow } from '../../media-parts.ts';
import type { View } from '../../screen-parts.ts';
import { readPhoto, recentPhotos } from './choose-photo.ts';
import { imageMenu, photoChooser } from './dialogs.ts';
import type { Loaded } from './load-page.ts';
import type { PageActions } from './page-actions.ts';
import { saveImage } from './save-image.ts';
import { type ChosenFile, formRequest } from './send-form.ts';

interface PageUse {
  readonly process: AppProcess;
  readonly loaded: Loaded;
  /** Shows the page anew, below a dialog or without one. */
  show(dialog?: () => View): void;
  open(request: HttpRequest): void;
}

/** What the user does with a page: saves its images, fills its forms and sends them. */
export function pageActions({ process, loaded, show, open }: PageUse): PageActions {
  const size = process.displaySize;
  const files = new Map<string, ChosenFile>();
  const key = (form: number, name: string): string => `${form} ${name}`;

  async function choose(form: number, name: string, row: MediaRow): Promise<void> {
    const file = await readPhoto(process, row);
    if (file !== undefined) files.set(key(form, name), file);
    show();
  }

  async function chooseFile(form: number, name: string): Promise<void> {
    const photos = await recentPhotos(process);
    show(() => photoChooser(size, photos, (row) => void choose(form, name, row)));
  }

  function submit(form: number): void {
    const sent = loaded.kind === 'page' ? loaded.forms[form] : undefined;
    if (sent === undefined || loaded.kind !== 'page') return;
    const fields = loaded.parts.flatMap((part) =>
      part.kind === 'file' && part.form === form ? [part.name] : [],
    );
    const chosen = new Map(fields.map((name) => [name, files.get(key(form, name))]));
    open(formRequest(sent, loaded.url, chosen));
  }

  return {
    holdImage(image) {
      const save = (): void => {
        show();
        void saveImage(process, image);
      };
      show(() => imageMenu(size, save));
    },
    chooseFile: (form, name) => void chooseFile(form, name),
    chosen: (form, name) => files.get(key(form, name))?.name,
    submit,
  };
}
