import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { BUNDLE_FORMAT } from '../model/bundle-format.ts';
import { artifactSchema } from './schemas/artifact.ts';
import { commandSchema, counterSchema } from './schemas/counter.ts';
import { flowSchema } from './schemas/flow.ts';
import { runSchema } from './schemas/run.ts';
import { stimulusSchema } from './schemas/stimulus.ts';
import { timelineSchema } from './schemas/timeline.ts';

/**
 * Of the schemas of each line. When it changes: if every bundle of before still loads whole, since something optional was
 * added, write the new one here; otherwise raise `BUNDLE_FORMAT` too, so that those bundles are not called damaged.
 */
const FINGERPRINT = { format: 2, of: '203512baa0c07c09' };

it('the format has a new number whenever a bundle of before would no longer load', () => {
  expect({ format: BUNDLE_FORMAT, of: fingerprint() }).toEqual(FINGERPRINT);
});

function fingerprint(): string {
  const lines = [artifactSchema, commandSchema, counterSchema, flowSchema, stimulusSchema, timelineSchema];
  const schemas = [runSchema, ...lines].map((schema) => z.toJSONSchema(schema, { io: 'input' }));
  return createHash('sha256').update(JSON.stringify(schemas)).digest('hex').slice(0, 16);
}
