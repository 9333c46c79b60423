import type { AppProcess } from '../../app-parts.ts';
import type { Screen, View } from '../../screen-parts.ts';
import { box, type ContentArea, contentArea, label, panel, root } from '../views.ts';
import { type Assistant, assistantViews, type PromptActions } from './assistant-views.ts';
import { JRAPP_PACKAGE, MAIN_ACTIVITY, WELCOME_ACTIVITY } from './manifest.ts';

export function welcomeScreen(size: AppProcess['displaySize']): Screen {
  const area = contentArea(size);
  const name = label(box(0, size.height * 0.38, area.width, 60 * area.dp), '京东金融', {
    fontSize: 40 * area.dp,
    color: '#ffffff',
    bold: true,
    align: 'center',
  });
  return { package: JRAPP_PACKAGE, activity: WELCOME_ACTIVITY, root: root(size, '#ef4034', [name]) };
}

/** The main screen, and in its top left corner the image assistant, where the vendor's was. */
export function mainScreen(
  size: AppProcess['displaySize'],
  shown: { readonly about: string; readonly assistant: Assistant; readonly actions: PromptActions },
): Screen {
  const area = contentArea(size);
  const views = [
    header(area),
    assets(area),
    ...services(area),
    aboutLine(area, shown.about),
    ...tabs(area),
    ...assistantViews(area, shown.assistant, shown.actions),
  ];
  return { package: JRAPP_PACKAGE, activity: MAIN_ACTIVITY, root: root(size, '#f5f5f5', views) };
}

function header(area: ContentArea): View {
  const { dp } = area;
  return panel({ left: 0, top: 0, right: area.right, bottom: Math.round(area.top + 210 * dp) }, '#ef4034', [
    label(box(0, area.top, area.width, 48 * dp), '京东金融', {
      resourceId: `${JRAPP_PACKAGE}:id/title`,
      fontSize: 18 * dp,
      color: '#ffffff',
      bold: true,
      align: 'center',
    }),
  ]);
}

function assets(area: ContentArea): View {
  const { dp } = area;
  const card = box(14 * dp, area.top + 130 * dp, area.width - 28 * dp, 150 * dp);
  const inner = { left: card.left + 18 * dp, width: card.right - card.left - 36 * dp };
  return panel(card, '#ffffff', [
    label(box(inner.left, card.top + 14 * dp, inner.width, 26 * dp), '总资产（元）', {
      fontSize: 13 * dp,
      color: '#8c8c8c',
    }),
    label(box(inner.left, card.top + 44 * dp, inner.width, 50 * dp), '12,580.36', {
      fontSize: 32 * dp,
      color: '#222222',
      bold: true,
    }),
    label(box(inner.left, card.top + 104 * dp, inner.width, 26 * dp), '昨日收益 +1.27', {
      fontSize: 13 * dp,
      color: '#ef4034',
    }),
  ]);
}

function services(area: ContentArea): readonly View[] {
  const { dp } = area;
  const top = area.top + 296 * dp;
  const width = (area.width - 28 * dp) / 4;
  const grid = ['白条', '小金库', '基金', '保险', '众筹', '借钱', '还款', '更多'].map((name, index) => {
    const left = 14 * dp + (index % 4) * width;
    const row = top + 12 * dp + Math.floor(index / 4) * 92 * dp;
    return panel(box(left, row, width, 84 * dp), '#ffffff', [
      label(box(left + (width - 44 * dp) / 2, row + 6 * dp, 44 * dp, 44 * dp), name.slice(0, 1), {
        fontSize: 24 * dp,
        color: '#ef4034',
        bold: true,
        align: 'center',
      }),
      label(box(left, row + 54 * dp, width, 24 * dp), name, {
        fontSize: 13 * dp,
        color: '#333333',
        align: 'center',
      }),
    ]);
  });
  return [panel(box(14 * dp, top, area.width - 28 * dp, 204 * dp), '#ffffff'), ...grid];
}

/** Which version this is, and that it is none of the vendor's: who sees the screen is to know. */
function aboutLine(area: ContentArea, about: string): View {
  const { dp } = area;
  return label(box(14 * dp, area.bottom - 112 * dp, area.width - 28 * dp, 48 * dp), about, {
    resourceId: `${JRAPP_PACKAGE}:id/about`,
    fontSize: 11 * dp,
    color: '#8c8c8c',
    align: 'center',
  });
}

function tabs(area: ContentArea): readonly View[] {
  const { dp } = area;
  const width = area.width / 4;
  const top = area.bottom - 56 * dp;
  return ['首页', '理财', '生活', '我'].map((name, index) =>
    panel(box(index * width, top, width, 56 * dp), '#ffffff', [
      label(box(index * width, top, width, 56 * dp), name, {
        fontSize: 14 * dp,
        color: index === 0 ? '#ef4034' : '#666666',
        align: 'center',
      }),
    ]),
  );
}
