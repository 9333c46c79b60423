import type { Glass } from '../../screen-parts.ts';
import type { Language } from '../../system/language.ts';
import type { PermissionRequests } from '../../system/permission-requests.ts';
import { KEY } from '../keycodes.ts';
import type { SystemWindow, WindowSource } from '../system-window.ts';
import { buttonPart, type DialogPart, dialogView, shortened, textPart } from './dialog-views.ts';

type Pending = NonNullable<ReturnType<PermissionRequests['pending']>>;

/** The dialog that asks the owner for a permission, as the window of its own activity over the app that wants it. */
export function permissionWindow(
  glass: Glass,
  phone: {
    requests(): Pick<PermissionRequests, 'pending' | 'press' | 'back'>;
    front(): string | undefined;
    language(): Language;
  },
): WindowSource {
  return {
    window() {
      const requests = phone.requests();
      const pending = requests.pending(phone.language());
      // It belongs to the task of the app that asked, and is away with it.
      if (pending === undefined || pending.package !== phone.front()) return undefined;
      return windowOf(glass, pending, requests);
    },
  };
}

function windowOf(
  glass: Glass,
  pending: Pending,
  requests: Pick<PermissionRequests, 'press' | 'back'>,
): SystemWindow {
  const { owner } = pending;
  return {
    title: `${owner.package}/${owner.activity}`,
    kind: 'application',
    focusable: true,
    touches: 'all',
    screen: {
      package: owner.package,
      activity: owner.activity,
      root: dialogView(glass, partsOf(glass, pending, requests), 'foot'),
    },
    async key(keycode) {
      if (keycode !== KEY.BACK && keycode !== KEY.ESCAPE) return false;
      requests.back();
      return true;
    },
  };
}

function partsOf(
  glass: Glass,
  pending: Pending,
  requests: Pick<PermissionRequests, 'press'>,
): readonly DialogPart[] {
  const { owner, message, page, checkbox, buttons } = pending;
  const press = (id: string) => (): void => requests.press(id);
  return [
    ...(page === undefined
      ? []
      : [
          textPart(glass, page, {
            resourceId: `${owner.package}:id/current_page_text`,
            sp: 12,
            color: '#5f6368',
          }),
        ]),
    textPart(glass, shortened(message), { resourceId: `${owner.package}:id/permission_message`, sp: 18 }),
    ...(checkbox === undefined
      ? []
      : [
          {
            height: Math.round((48 * glass.density) / 160),
            view: {
              className: 'android.widget.CheckBox',
              resourceId: checkbox.id,
              text: checkbox.text,
              checked: checkbox.checked,
              clickable: true,
              style: { fontSize: Math.round((14 * glass.density) / 160) },
              onClick: press(checkbox.id),
            },
          },
        ]),
    ...buttons.map(({ id, text, enabled }) =>
      buttonPart(glass, text, { resourceId: id, enabled, onClick: press(id) }),
    ),
  ];
}
