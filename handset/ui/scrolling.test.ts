import { describe, expect, it } from 'vitest';
import type { Screen, View } from '../screen-parts.ts';
import { createDisplay } from './display.ts';
import { straightWay } from './touch.ts';
import { placedViews, unclipped } from './view-tree.ts';

const row = (index: number): View => ({
  className: 'android.widget.TextView',
  bounds: { left: 0, top: 100 + index * 200, right: 1080, bottom: 300 + index * 200 },
  text: `row ${index}`,
  clickable: true,
});

interface Shown {
  readonly texts: () => readonly string[];
  readonly swipe: (from: number, to: number, restMs?: number) => Promise<void>;
  readonly clicked: string[];
  readonly tap: (x: number, y: number) => Promise<void>;
  content: string;
}

/** Ten rows of 200 pixels in a list of 1000 pixels from 100 on. */
function list(): Shown {
  const clicked: string[] = [];
  const screen = (): Screen => ({
    package: 'a.b',
    activity: 'a.b.Main',
    root: {
      className: 'android.widget.FrameLayout',
      bounds: { left: 0, top: 0, right: 1080, bottom: 2160 },
      children: [
        {
          className: 'android.widget.ListView',
          bounds: { left: 0, top: 100, right: 1080, bottom: 1100 },
          scrolls: 'vertical',
          scrollContent: shown.content,
          children: Array.from({ length: 10 }, (_, index) => ({
            ...row(index),
            onClick: () => void clicked.push(`row ${index}`),
          })),
        },
      ],
    },
  });
  const display = createDisplay({
    glass: { width: 1080, height: 2160, density: 420, rotation: 0 },
    front: screen,
    onKey: async () => undefined,
    now: () => 0,
  });
  const shown: Shown = {
    clicked,
    content: '',
    tap: (x, y) => display.tap(x, y),
    texts: () =>
      placedViews(display.current().root)
        .filter((one) => unclipped(one).bottom > unclipped(one).top)
        .flatMap(({ view }) => view.text ?? []),
    swipe: (from, to, restMs = 200) =>
      display.touch(straightWay({ x: 500, y: from }, { x: 500, y: to }, { ms: 300, restMs })),
  };
  return shown;
}

describe('a list that is longer than its place', () => {
  it('shows what fits, and after a finger went up what comes next', async () => {
    const shown = list();
    expect(shown.texts()).toEqual(['row 0', 'row 1', 'row 2', 'row 3', 'row 4']);
    await shown.swipe(900, 479);
    // 421 pixels less the slop of 21.
    expect(shown.texts()).toEqual(['row 2', 'row 3', 'row 4', 'row 5', 'row 6']);
  });

  it('goes on by itself when the finger was fast', async () => {
    const shown = list();
    await shown.swipe(900, 479, 0);
    expect(shown.texts()).toContain('row 7');
  });

  it('ends at its ends', async () => {
    const shown = list();
    await shown.swipe(500, 900);
    expect(shown.texts()[0]).toBe('row 0');
    await shown.swipe(1000, 110, 0);
    await shown.swipe(1000, 110, 0);
    expect(shown.texts()).toEqual(['row 5', 'row 6', 'row 7', 'row 8', 'row 9']);
  });

  it('is tapped where its rows are seen, and not where they are hidden', async () => {
    const shown = list();
    await shown.swipe(900, 479);
    await shown.tap(500, 150);
    await shown.tap(500, 1150);
    expect(shown.clicked).toEqual(['row 2']);
  });

  it('begins at its start again with other content', async () => {
    const shown = list();
    await shown.swipe(900, 479);
    shown.content = 'another page';
    expect(shown.texts()[0]).toBe('row 0');
  });
});
