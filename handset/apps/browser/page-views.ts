import type { AppProcess, Screen, View } from '../../parts.ts';
import { lineHeight, textLines } from '../../ui/text-lines.ts';
import { box, type ContentArea, contentArea, label, panel, picture, root } from '../views.ts';
import type { Loaded, PagePart } from './load-page.ts';

export const BROWSER_PACKAGE = 'com.android.browser';
export const BROWSER_ACTIVITY = 'com.android.browser.BrowserActivity';

/** What the browser is doing. */
export type BrowserState =
  | { readonly kind: 'empty' }
  | { readonly kind: 'loading'; readonly url: string }
  | { readonly kind: 'loaded'; readonly loaded: Loaded };

/**
 * The browser's screen. Its progress view is there while the page loads; title and images are there only once all of
 * the page is, so that a client that sees one of them knows that a screenshot shows the page.
 */
export function browserScreen(size: AppProcess['displaySize'], state: BrowserState): Screen {
  const area = contentArea(size);
  const barHeight = 48 * area.dp;
  const views: View[] = [addressBar(area, barHeight, urlOf(state))];
  const below = { ...area, top: Math.round(area.top + barHeight) };
  if (state.kind === 'loading') {
    views.push({
      className: 'android.widget.ProgressBar',
      resourceId: `${BROWSER_PACKAGE}:id/progress`,
      bounds: box(0, below.top, area.width * 0.6, 3 * area.dp),
      style: { background: '#1a73e8' },
    });
  } else if (state.kind === 'loaded') {
    const { loaded } = state;
    views.push(...(loaded.kind === 'page' ? pageViews(below, loaded) : failureViews(below, loaded)));
  }
  return { package: BROWSER_PACKAGE, activity: BROWSER_ACTIVITY, root: root(size, '#ffffff', views) };
}

function urlOf(state: BrowserState): string {
  if (state.kind === 'empty') return '';
  return state.kind === 'loading' ? state.url : state.loaded.url;
}

function addressBar(area: ContentArea, height: number, url: string): View {
  const field = box(10 * area.dp, area.top + 6 * area.dp, area.width - 20 * area.dp, height - 12 * area.dp);
  const shown = url.slice(0, 500);
  return panel(box(0, area.top, area.width, height), '#f1f3f4', [
    panel(field, '#ffffff', [
      label(
        {
          ...field,
          left: field.left + Math.round(10 * area.dp),
          right: field.right - Math.round(10 * area.dp),
        },
        shown,
        { resourceId: `${BROWSER_PACKAGE}:id/url`, fontSize: 14 * area.dp, color: '#3c4043' },
      ),
    ]),
  ]);
}

function pageViews(area: ContentArea, page: Extract<Loaded, { kind: 'page' }>): readonly View[] {
  const titleHeight = 28 * area.dp;
  const margin = 12 * area.dp;
  const title = label(box(margin, area.top, area.width - 2 * margin, titleHeight), page.title.slice(0, 200), {
    resourceId: `${BROWSER_PACKAGE}:id/page_title`,
    fontSize: 12 * area.dp,
    color: '#5f6368',
  });
  const views: View[] = [title];
  let top = Math.round(area.top + titleHeight);
  for (const part of page.parts) {
    // What lies below the display's edge is not on the screen, for accessibility neither.
    if (top >= area.bottom) break;
    const view = partView(area, part, top);
    views.push(view);
    top = view.bounds.bottom + (part.kind === 'image' ? 0 : Math.round(8 * area.dp));
  }
  return views;
}

function partView(area: ContentArea, part: PagePart, top: number): View {
  if (part.kind === 'image') {
    const height = Math.max(1, (area.width * part.size.height) / part.size.width);
    return picture(box(0, top, area.width, height), part.bytes, part.alt === '' ? undefined : part.alt);
  }
  const text = part.kind === 'text' ? part.text : `✗ ${part.why}`;
  const heading = part.kind === 'text' ? (part.heading ?? 0) : 0;
  const fontSize = (heading === 0 ? 16 : 30 - 2 * heading) * area.dp;
  return textView(area, text, { top, fontSize, bold: heading > 0 });
}

function textView(
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

function failureViews(area: ContentArea, failed: Extract<Loaded, { kind: 'failed' }>): readonly View[] {
  const title = {
    ...textView(area, '无法访问此网站', {
      top: area.top + 120 * area.dp,
      fontSize: 24 * area.dp,
      bold: true,
    }),
  };
  const host = URL.canParse(failed.url) ? new URL(failed.url).host : failed.url.slice(0, 200);
  const where = textView(area, host, {
    top: title.bounds.bottom + 12 * area.dp,
    fontSize: 15 * area.dp,
    bold: false,
  });
  const why = textView(area, failed.error, {
    top: where.bounds.bottom + 12 * area.dp,
    fontSize: 15 * area.dp,
    bold: false,
  });
  return [
    { ...title, resourceId: `${BROWSER_PACKAGE}:id/page_title` },
    where,
    { ...why, resourceId: `${BROWSER_PACKAGE}:id/error_code` },
  ];
}
