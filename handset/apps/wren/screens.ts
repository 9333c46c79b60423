import type { AppProcess } from '../../app-parts.ts';
import type { MediaRow } from '../../media-parts.ts';
import type { Screen, View } from '../../screen-parts.ts';
import { type GridImage, imageGrid } from '../image-grid.ts';
import { box, button, type ContentArea, contentArea, label, picture, root } from '../views.ts';
import { WREN_ACTIVITY, WREN_PACKAGE } from './manifest.ts';

/** What the app shows. */
export type WrenState =
  | { readonly kind: 'notice' }
  /** Without the notice accepted there is nothing to attach with. */
  | { readonly kind: 'chat'; readonly accepted: boolean; readonly said: Said }
  | { readonly kind: 'picker'; readonly images: readonly GridImage[] }
  | { readonly kind: 'preview'; readonly row: MediaRow; readonly bytes: Buffer; readonly sending: boolean };

/** The line below the messages. */
export type Said =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'sent' }
  | { readonly kind: 'problem'; readonly text: string };

export interface WrenActions {
  accept(): void;
  refuse(): void;
  attach(): void;
  pick(row: MediaRow): void;
  send(): void;
  cancel(): void;
}

const NOTICE =
  'Wren sends a photo only when you pick it and tap Send. It looks at your photos while you pick, and at no other time. It keeps no copies.';
const COLUMNS = 3;

export function wrenScreen(
  size: AppProcess['displaySize'],
  state: WrenState,
  shown: { readonly messages: readonly string[]; readonly actions: WrenActions },
): Screen {
  const area = contentArea(size);
  const views = viewsOf(area, state, shown.messages, shown.actions);
  return { package: WREN_PACKAGE, activity: WREN_ACTIVITY, root: root(size, '#ffffff', views) };
}

function viewsOf(
  area: ContentArea,
  state: WrenState,
  messages: readonly string[],
  actions: WrenActions,
): readonly View[] {
  switch (state.kind) {
    case 'notice':
      return notice(area, actions);
    case 'chat':
      return chat(area, state, messages, actions);
    case 'picker':
      return picker(area, state.images, actions);
    case 'preview':
      return preview(area, state, actions);
  }
}

function notice(area: ContentArea, { accept, refuse }: WrenActions): readonly View[] {
  const { dp, width } = area;
  const text = label(box(24 * dp, area.top + 120 * dp, width - 48 * dp, 240 * dp), NOTICE, {
    resourceId: id('notice'),
    fontSize: 16 * dp,
  });
  const row = (left: number) => box(left, area.bottom - 90 * dp, width / 2 - 36 * dp, 56 * dp);
  return [
    text,
    plainButton(row(24 * dp), 'Refuse', 'notice_refuse', dp, refuse),
    plainButton(row(width / 2 + 12 * dp), 'Accept', 'notice_accept', dp, accept),
  ];
}

function chat(
  area: ContentArea,
  { accepted, said }: Extract<WrenState, { kind: 'chat' }>,
  messages: readonly string[],
  { attach }: WrenActions,
): readonly View[] {
  const { dp, width } = area;
  const lines = messages.map((text, index) =>
    label(box(20 * dp, area.top + (72 + index * 44) * dp, width - 40 * dp, 40 * dp), text, {
      fontSize: 16 * dp,
    }),
  );
  const below = box(20 * dp, area.bottom - 140 * dp, width - 40 * dp, 44 * dp);
  const attachable = box(20 * dp, area.bottom - 72 * dp, width - 40 * dp, 56 * dp);
  return [
    label(box(20 * dp, area.top + 12 * dp, width - 40 * dp, 48 * dp), 'Wren', {
      resourceId: id('title'),
      fontSize: 22 * dp,
      bold: true,
    }),
    ...lines,
    ...saidLine(below, said, dp),
    ...(accepted ? [plainButton(attachable, 'Attach a photo', 'attach', dp, attach)] : []),
  ];
}

function saidLine(bounds: View['bounds'], said: Said, dp: number): readonly View[] {
  switch (said.kind) {
    case 'nothing':
      return [];
    case 'sent':
      return [label(bounds, 'Photo sent', { resourceId: id('sent'), fontSize: 15 * dp, color: '#2e7d32' })];
    case 'problem':
      return [label(bounds, said.text, { resourceId: id('problem'), fontSize: 15 * dp, color: '#b3261e' })];
  }
}

function picker(area: ContentArea, images: readonly GridImage[], actions: WrenActions): readonly View[] {
  const { dp, width } = area;
  const below = { ...area, top: Math.round(area.top + 64 * dp) };
  return [
    label(box(20 * dp, area.top + 8 * dp, width - 160 * dp, 48 * dp), 'Pick a photo', { fontSize: 18 * dp }),
    plainButton(
      box(width - 130 * dp, area.top + 8 * dp, 110 * dp, 48 * dp),
      'Cancel',
      'cancel',
      dp,
      actions.cancel,
    ),
    imageGrid(below, images, {
      columns: COLUMNS,
      resourceId: id('images'),
      cell: ({ row }, square) => ({
        ...square,
        resourceId: id('image'),
        clickable: true,
        onClick: () => actions.pick(row),
      }),
    }),
  ];
}

function preview(
  area: ContentArea,
  { row, bytes, sending }: Extract<WrenState, { kind: 'preview' }>,
  { send, cancel }: WrenActions,
): readonly View[] {
  const { dp, width } = area;
  const half = (left: number) => box(left, area.bottom - 72 * dp, width / 2 - 30 * dp, 56 * dp);
  const sendButton = plainButton(half(width / 2 + 10 * dp), sending ? 'Sending…' : 'Send', 'send', dp, send);
  return [
    label(box(20 * dp, area.top + 8 * dp, width - 40 * dp, 40 * dp), row.displayName, {
      resourceId: id('preview_name'),
      fontSize: 15 * dp,
    }),
    picture(box(20 * dp, area.top + 56 * dp, width - 40 * dp, area.bottom - area.top - 150 * dp), bytes),
    plainButton(half(20 * dp), 'Cancel', 'cancel', dp, cancel),
    { ...sendButton, enabled: !sending },
  ];
}

function plainButton(
  bounds: View['bounds'],
  text: string,
  name: string,
  dp: number,
  onClick: () => void,
): View {
  return button(bounds, text, {
    resourceId: id(name),
    fontSize: 15 * dp,
    color: '#ffffff',
    background: '#3f51b5',
    onClick,
  });
}

function id(name: string): string {
  return `${WREN_PACKAGE}:id/${name}`;
}
