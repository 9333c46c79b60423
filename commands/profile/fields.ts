import { z } from 'zod';
import { type ClaimId, parseClaimId } from '../../helpers/model/ids.ts';

/**
 * The word that `npm run new-app` leaves where somebody has to fill something in. A profile that still has one is
 * refused: what nobody looked up must not be judged by.
 */
export const TO_FILL_IN = 'TODO';

// Patterns stand in the JSON Schema too, which knows no flags: `[\s\S]` is what `.` with the flag `s` would be.
const FILLED_IN = new RegExp(`^(?![\\s\\S]*\\b${TO_FILL_IN}\\b)[\\s\\S]`);

/** Text that says something. */
export const filledIn = z
  .string()
  .regex(FILLED_IN, `is still to be filled in, without the word ${TO_FILL_IN}`);

export const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a date as YYYY-MM-DD');

export const appId = z.string().regex(/^[a-z0-9-]+$/, 'a-z, 0-9 and dashes');

export const packageName = z.string().regex(/^[A-Za-z]\w*(\.[A-Za-z]\w*)+$/, 'an Android package name');

export const host = z
  .string()
  .regex(/^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'a host name, or *. and a host name');

export const permission = z.string().regex(/^[A-Za-z]\w*(\.[A-Za-z]\w*)+$/, 'the full name of a permission');

export const resourceId = z
  .string()
  .regex(/^[A-Za-z][\w.]*:id\/(?!TODO$)\w+$/, 'a resource id with its package, as com.example.app:id/name');

export const dottedNumber = z.string().regex(/^\d{1,9}(\.\d{1,9})*$/, 'numbers with dots between them');

export const claimId = z.string().transform((text, context): ClaimId => {
  try {
    return parseClaimId(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
    return z.NEVER;
  }
});

/** A list of at least one. */
export function some<T extends z.ZodType>(element: T) {
  return z.array(element).min(1);
}
