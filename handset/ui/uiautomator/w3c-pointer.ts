import type { TouchPoint } from '../../screen-parts.ts';
import { hasArea } from '../rectangle.ts';
import { ELEMENT_KEY } from './elements.ts';
import { asList, asObject, numberField, type RequestBody, stringField } from './request-body.ts';
import { type Call, seenBy } from './route.ts';
import { visibleBounds } from './view-attributes.ts';
import { durationOf, type Path, parseError, wrongItem } from './w3c-actions.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}

const ITEMS = ['pointerMove', 'pointerUp', 'pointerDown', 'pointerCancel', 'pause'];

/** The ways of one pointer between its touching and leaving the display, on the clock of the sequence. */
export function pointerStrokes(call: Call, source: RequestBody): readonly Path[] {
  const steps = withoutCancelled(
    asList(source.actions, 'actions').map((step) => asObject(step, 'an action')),
  );
  const finger = new Finger(call, source);
  for (const step of steps) finger.take(step);
  return finger.strokes;
}

/** `pointerCancel` takes the item before it back (ActionsPreprocessor). */
function withoutCancelled(steps: readonly RequestBody[]): readonly RequestBody[] {
  return steps.filter(
    ({ type }, index) => type !== 'pointerCancel' && steps[index + 1]?.type !== 'pointerCancel',
  );
}

class Finger {
  readonly strokes: Path[] = [];
  readonly #call: Call;
  readonly #source: RequestBody;
  #at: Point | undefined;
  #atMs = 0;
  #moved = false;
  #stroke: TouchPoint[] | undefined;

  constructor(call: Call, source: RequestBody) {
    this.#call = call;
    this.#source = source;
  }

  take(step: RequestBody): void {
    switch (step.type) {
      case 'pause':
        this.#atMs += durationOf(this.#source, step);
        return this.#rest();
      case 'pointerMove':
        return this.#move(step);
      case 'pointerDown':
        return this.#down();
      case 'pointerUp':
        return this.#up();
      default:
        throw wrongItem(this.#source, step, ITEMS);
    }
  }

  #rest(): void {
    this.#stroke?.push({ ...this.#place(), atMs: this.#atMs });
  }

  #move(step: RequestBody): void {
    const to = this.#target(step);
    // A move without time injects no event: the server only has the finger leave elsewhere, which no view scrolls by.
    const duration = durationOf(this.#source, step.duration === undefined ? { ...step, duration: 0 } : step);
    const from = this.#at ?? to;
    this.#at = to;
    const startsHere = !this.#moved && step.origin !== 'pointer';
    this.#moved = true;
    if (duration > 0 && !startsHere && this.#stroke !== undefined) {
      const steps = duration / 20;
      for (let nth = 1; nth <= steps; nth += 1) {
        const part = nth / steps;
        const [x, y] = [from.x + (to.x - from.x) * part, from.y + (to.y - from.y) * part];
        this.#stroke.push({ x, y, atMs: this.#atMs + nth * 20 });
      }
    }
    this.#atMs += duration;
  }

  #down(): void {
    if (this.#stroke !== undefined) {
      throw parseError(
        `You cannot perform two or more 'pointerDown' actions without a pause between them at ${this.#atMs}ms in '${String(this.#source.id)}' chain`,
      );
    }
    this.#stroke = [{ ...this.#place(), atMs: this.#atMs }];
  }

  #up(): void {
    const stroke = this.#stroke;
    if (stroke === undefined) return;
    const last = stroke.at(-1);
    if (last !== undefined && last.atMs < this.#atMs) stroke.push({ ...last, atMs: this.#atMs });
    this.strokes.push(stroke);
    this.#stroke = undefined;
  }

  #place(): Point {
    if (this.#at !== undefined) return this.#at;
    throw parseError(
      `The first item of the action '${String(this.#source.id)}' must only use absolute coordinates`,
    );
  }

  #target(step: RequestBody): Point {
    const origin = step.origin ?? 'viewport';
    if (origin === 'viewport') return { x: numberField(step, 'x'), y: numberField(step, 'y') };
    const offset = { x: offsetOf(step, 'x'), y: offsetOf(step, 'y') };
    if (origin === 'pointer') {
      const { x, y } = this.#place();
      return { x: x + offset.x, y: y + offset.y };
    }
    const { x, y } = middleOf(this.#call, origin);
    return { x: x + offset.x, y: y + offset.y };
  }
}

function offsetOf(step: RequestBody, name: 'x' | 'y'): number {
  return step[name] === undefined ? 0 : numberField(step, name);
}

/** W3C: offsets count from the middle of the element. */
function middleOf(call: Call, origin: unknown): Point {
  const element = typeof origin === 'string' ? { [ELEMENT_KEY]: origin } : asObject(origin, "'origin'");
  const id = stringField(element, ELEMENT_KEY in element ? ELEMENT_KEY : 'ELEMENT');
  const snapshot = seenBy(call);
  const bounds = visibleBounds(call.session.elements.view(id, snapshot), snapshot);
  if (!hasArea(bounds)) throw parseError(`The element with id '${id}' has zero width/height`);
  return { x: (bounds.left + bounds.right) / 2, y: (bounds.top + bounds.bottom) / 2 };
}
