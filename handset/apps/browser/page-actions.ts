import type { PageImage } from './save-image.ts';

/** What a page lets its user do, and what the user did already. */
export interface PageActions {
  /** A long press on an image. */
  holdImage(image: PageImage): void;
  chooseFile(form: number, name: string): void;
  /** Name of the file that was chosen. */
  chosen(form: number, name: string): string | undefined;
  submit(form: number): void;
}
