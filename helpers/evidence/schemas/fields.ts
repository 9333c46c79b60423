import { z } from 'zod';
import {
  parseArtifactId,
  parseClaimId,
  parseFlowId,
  parseScenarioId,
  parseSha256,
  parseStimulusId,
} from '../../model/ids.ts';
import type { Interval, Moment } from '../../model/moment.ts';

/** One schema for each field of `T`, the optional ones too; a field more or less does not compile. */
type FieldsOf<T, S> = { readonly [K in keyof Required<T>]: z.ZodType<Required<T>[K]> } & {
  readonly [K in Exclude<keyof S, keyof T>]: never;
};

/**
 * The schema of an object type of the model, kept in step with it by the compiler: every field must be there, and
 * none that the type does not have. Unknown fields in the file are refused.
 */
export function schemaOf<T extends object>() {
  return <S extends FieldsOf<T, S> & z.ZodRawShape>(fields: S) => z.strictObject(fields);
}

/** A schema for every member of a union of words; for unions that the model does not also hold as a list. */
export function words<T extends string>(members: { readonly [K in T]: K }): z.ZodType<T> {
  return z.enum(members) as unknown as z.ZodType<T>;
}

export function listOf<T>(element: z.ZodType<T>): z.ZodType<readonly T[]> {
  return z.array(element).readonly();
}

function branded<T>(parse: (text: string) => T): z.ZodType<T> {
  return z.string().transform((text, context) => {
    try {
      return parse(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
      return z.NEVER;
    }
  });
}

export const sha256 = branded(parseSha256);
export const claimId = branded(parseClaimId);
export const scenarioId = branded(parseScenarioId);
export const stimulusId = branded(parseStimulusId);
export const artifactId = branded(parseArtifactId);
export const flowId = branded(parseFlowId);

export const text = z.string();
export const texts = listOf(text);
/** A byte count, or another number of things. */
export const count = z.int().nonnegative();
/** Milliseconds; a clock may have fractions of them. */
export const milliseconds = z.number();

export const moment = schemaOf<Moment>()({
  hostMs: milliseconds,
  deviceMs: milliseconds.exactOptional(),
}) satisfies z.ZodType<Moment>;

export const interval = schemaOf<Interval>()({
  fromMs: milliseconds,
  toMs: milliseconds,
}) satisfies z.ZodType<Interval>;
