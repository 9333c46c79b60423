import type { Screen, View } from '../screen-parts.ts';
import { type PlacedView, placedViews } from './view-tree.ts';

/** Which text field gets what is typed, and whether the keyboard is on the screen. */
export interface TextFocus {
  /** The field that has the focus on that screen now. */
  field(screen: Screen): PlacedView | undefined;
  /** A finger touched the field, or (undefined) something else. */
  touched(screen: Screen, field: PlacedView | undefined): void;
  keyboardShown(screen: Screen): boolean;
  hideKeyboard(): void;
  type(screen: Screen, text: string): Promise<void>;
  /** Takes the last character away, as the key DEL does. */
  erase(screen: Screen): Promise<void>;
}

interface Focus {
  /** Whose field it is: another activity's never has the focus of this one's. */
  readonly owner: string;
  readonly path: string;
  readonly resourceId: string | undefined;
}

/** `softKeyboard` says whether the input method that is chosen shows one. */
export function createTextFocus(softKeyboard: () => boolean): TextFocus {
  let focus: Focus | undefined;
  let asked = false;
  const field = (screen: Screen): PlacedView | undefined => {
    if (focus === undefined || focus.owner !== ownerOf(screen)) return undefined;
    const { path, resourceId } = focus;
    return fieldsOf(screen).find(({ view, path: at }) =>
      resourceId === undefined ? at.join() === path : view.resourceId === resourceId,
    );
  };
  // A window whose first field was not touched gives it the focus when keys come (ViewRootImpl leaves touch mode).
  const typedInto = (screen: Screen): View | undefined => (field(screen) ?? fieldsOf(screen)[0])?.view;
  return {
    field,
    touched(screen, touched) {
      if (touched === undefined) return;
      const { path, view } = touched;
      focus = { owner: ownerOf(screen), path: path.join(), resourceId: view.resourceId };
      asked = true;
    },
    keyboardShown: (screen) => asked && softKeyboard() && field(screen) !== undefined,
    hideKeyboard() {
      asked = false;
    },
    async type(screen, text) {
      const view = typedInto(screen);
      await view?.onText?.((view.text ?? '') + text);
    },
    async erase(screen) {
      const view = typedInto(screen);
      await view?.onText?.([...(view.text ?? '')].slice(0, -1).join(''));
    },
  };
}

function fieldsOf({ root, dialog }: Screen): readonly PlacedView[] {
  return placedViews(dialog ?? root).filter(
    ({ view }) => view.onText !== undefined && view.enabled !== false,
  );
}

function ownerOf({ package: name, activity }: Screen): string {
  return `${name}/${activity}`;
}
