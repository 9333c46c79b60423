import type { Image, SKRSContext2D } from '@napi-rs/canvas';
import type { Screen } from '../screen-parts.ts';
import { drawView } from './draw-view.ts';
import { decodePicture } from './pictures.ts';
import { type PlacedView, placedViews } from './view-tree.ts';

/** A screen with its images decoded: drawing it needs no waiting, and so shows one moment. */
export interface Drawable {
  draw(context: SKRSContext2D): void;
}

/** Broken images leave their background. */
export async function drawableOf(screen: Screen): Promise<Drawable> {
  const views = placedViews(screen.root);
  const pictures = new Map<PlacedView, Image>();
  for (const placed of views) {
    const { image } = placed.view;
    const picture = image === undefined ? undefined : await decodePicture(image);
    if (picture !== undefined) pictures.set(placed, picture);
  }
  return {
    draw(context) {
      for (const placed of views) drawView(context, placed, pictures.get(placed));
    },
  };
}
