import type { View } from '../../screen-parts.ts';
import { box, button, type ContentArea, label, panel, picture } from '../views.ts';
import { JRAPP_PACKAGE } from './manifest.ts';

/** What the image assistant (图片助手) shows above the main screen. */
export type Assistant =
  | { readonly kind: 'hidden' }
  | { readonly kind: 'prompt'; readonly thumbnail: Uint8Array; readonly sending: boolean }
  | { readonly kind: 'sent' }
  | { readonly kind: 'failed'; readonly why: string };

export interface PromptActions {
  send(): void;
  close(): void;
}

/** The assistant in the top left corner, where the vendor's was. */
export function assistantViews(
  area: ContentArea,
  assistant: Assistant,
  actions: PromptActions,
): readonly View[] {
  switch (assistant.kind) {
    case 'hidden':
      return [];
    case 'prompt':
      return [prompt(area, assistant, actions)];
    case 'sent':
      return [notice(area, { id: 'assistant_sent', text: '已发送', color: '#2e7d32' })];
    case 'failed': {
      const text = `发送失败：${assistant.why}`.slice(0, 120);
      return [notice(area, { id: 'assistant_error', text, color: '#b3261e' })];
    }
  }
}

function prompt(
  area: ContentArea,
  assistant: Extract<Assistant, { kind: 'prompt' }>,
  actions: PromptActions,
): View {
  const { dp } = area;
  const card = box(12 * dp, area.top + 8 * dp, 168 * dp, 268 * dp);
  const row = (top: number, height: number) =>
    box(card.left + 12 * dp, card.top + top * dp, 144 * dp, height * dp);
  const title = label({ ...row(6, 32), right: card.right - Math.round(44 * dp) }, '图片助手', {
    fontSize: 14 * dp,
    color: '#333333',
    bold: true,
  });
  const close = button(box(card.right - 40 * dp, card.top + 4 * dp, 36 * dp, 36 * dp), '×', {
    resourceId: `${JRAPP_PACKAGE}:id/assistant_close`,
    fontSize: 22 * dp,
    color: '#888888',
    background: '#ffffff',
    onClick: actions.close,
  });
  const send = button(row(222, 36), assistant.sending ? '正在发送…' : '发送给客服', {
    resourceId: `${JRAPP_PACKAGE}:id/assistant_send`,
    fontSize: 14 * dp,
    color: '#ffffff',
    background: '#ef4034',
    onClick: actions.send,
  });
  const body = panel(
    { left: card.left + 2, top: card.top + 2, right: card.right - 2, bottom: card.bottom - 2 },
    '#ffffff',
    [title, close, picture(row(44, 168), assistant.thumbnail), { ...send, enabled: !assistant.sending }],
  );
  return { ...panel(card, '#c8c8c8', [body]), resourceId: `${JRAPP_PACKAGE}:id/assistant_prompt` };
}

function notice(
  area: ContentArea,
  said: { readonly id: string; readonly text: string; readonly color: string },
): View {
  const { dp } = area;
  return {
    ...label(box(12 * dp, area.top + 60 * dp, area.width - 24 * dp, 56 * dp), said.text, {
      fontSize: 15 * dp,
      color: '#ffffff',
      align: 'center',
    }),
    resourceId: `${JRAPP_PACKAGE}:id/${said.id}`,
    style: { background: said.color, color: '#ffffff', fontSize: 15 * dp, align: 'center' },
  };
}
