import type { AppProcess } from '../../app-parts.ts';
import type { Screen, View } from '../../screen-parts.ts';
import { box, type ContentArea, contentArea, inContent, label, panel, root } from '../views.ts';
import { BROWSER_ACTIVITY, BROWSER_PACKAGE } from './browser-names.ts';
import type { Loaded } from './load-page.ts';
import type { PageActions } from './page-actions.ts';
import { partView, textView } from './part-views.ts';

/** What the browser is doing. */
export type BrowserState =
  | { readonly kind: 'empty' }
  | { readonly kind: 'loading'; readonly url: string }
  | {
      readonly kind: 'loaded';
      readonly loaded: Loaded;
      readonly actions: PageActions;
      readonly dialog?: () => View;
    };

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
    const { loaded, actions } = state;
    views.push(...(loaded.kind === 'page' ? pageViews(below, loaded, actions) : failureViews(below, loaded)));
  }
  const dialog = state.kind === 'loaded' ? state.dialog?.() : undefined;
  return {
    package: BROWSER_PACKAGE,
    activity: BROWSER_ACTIVITY,
    root: root(size, '#ffffff', views),
    ...(dialog === undefined ? {} : { dialog: inContent(size, dialog) }),
  };
}

/** Pixels of one block of text: more is cut off. */
const LONGEST_PART = 20_000;

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

/** A page that is longer than the display is in a view that scrolls. */
function pageViews(
  area: ContentArea,
  page: Extract<Loaded, { kind: 'page' }>,
  actions: PageActions,
): readonly View[] {
  const titleHeight = 28 * area.dp;
  const margin = 12 * area.dp;
  const title = label(box(margin, area.top, area.width - 2 * margin, titleHeight), page.title.slice(0, 200), {
    resourceId: `${BROWSER_PACKAGE}:id/page_title`,
    fontSize: 12 * area.dp,
    color: '#5f6368',
  });
  const views: View[] = [];
  const start = Math.round(area.top + titleHeight);
  let top = start;
  for (const part of page.parts) {
    const below = { ...area, bottom: top + LONGEST_PART };
    const view = partView(below, part, top, actions);
    views.push(view);
    top = view.bounds.bottom + (part.kind === 'image' ? 0 : Math.round(8 * area.dp));
  }
  if (top <= area.bottom) return [title, ...views];
  const scrolling: View = {
    className: 'android.webkit.WebView',
    bounds: box(0, start, area.width, area.bottom - start),
    scrolls: 'vertical',
    scrollContent: page.url,
    children: views,
  };
  return [title, scrolling];
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
