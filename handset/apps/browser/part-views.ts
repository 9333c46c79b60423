import type { View } from '../../screen-parts.ts';
import { lineHeight, textLines } from '../../ui/text-lines.ts';
import { box, button, type ContentArea, label, picture } from '../views.ts';
import { BROWSER_PACKAGE } from './browser-names.ts';
import type { PagePart } from './load-page.ts';
import type { PageActions } from './page-actions.ts';

/** One part of a page, from `top` downwards. */
export function partView(area: ContentArea, part: PagePart, top: number, actions: PageActions): View {
  switch (part.kind) {
    case 'image': {
      const height = Math.max(1, (area.width * part.size.height) / part.size.width);
      const shown = picture(
        box(0, top, area.width, height),
        part.bytes,
        part.alt === '' ? undefined : part.alt,
      );
      return { ...shown, onLongClick: () => actions.holdImage(part) };
    }
    case 'text': {
      const heading = part.heading ?? 0;
      const fontSize = (heading === 0 ? 16 : 30 - 2 * heading) * area.dp;
      return textView(area, part.text, { top, fontSize, bold: heading > 0 });
    }
    case 'broken-image':
      return textView(area, `✗ ${part.why}`, { top, fontSize: 16 * area.dp, bold: false });
    case 'file':
      return formButton(area, top, {
        id: 'choose_file',
        text: actions.chosen(part.form, part.name) ?? '选择文件',
        onClick: () => actions.chooseFile(part.form, part.name),
      });
    case 'submit':
      return formButton(area, top, {
        id: 'submit',
        text: part.label.slice(0, 100),
        onClick: () => actions.submit(part.form),
      });
  }
}

function formButton(
  area: ContentArea,
  top: number,
  { id, text, onClick }: { readonly id: string; readonly text: string; readonly onClick: () => void },
): View {
  return button(box(16 * area.dp, top, 200 * area.dp, 40 * area.dp), text, {
    resourceId: `${BROWSER_PACKAGE}:id/${id}`,
    fontSize: 15 * area.dp,
    color: '#202124',
    background: '#e8eaed',
    onClick,
  });
}

export function textView(
  area: ContentArea,
  text: string,
  options: { readonly top: number; readonly fontSize: number; readonly bold: boolean },
): View {
  const { top, fontSize, bold } = options;
  const margin = 16 * area.dp;
  const width = area.width - 2 * margin;
  const maxLines = Math.max(1, Math.floor((area.bottom - top) / lineHeight(fontSize)));
  const lines = textLines(text, { width, fontSize, bold, maxLines });
  return label(box(margin, top, width, Math.max(1, lines.length) * lineHeight(fontSize)), text, {
    fontSize,
    bold,
    color: '#202124',
  });
}
