import { z } from 'zod';
import { profileSchema } from './schema.ts';

/**
 * The JSON Schema of `profile.yaml` for editors: what can be said field by field. What needs several fields at once
 * (`cross-check.ts`) only loading says.
 */
export function profileJsonSchema(): string {
  const { $schema, ...rest } = z.toJSONSchema(profileSchema, { io: 'input', target: 'draft-7' });
  const title = 'A profile of Telltale; generated from commands/profile/schema.ts, do not edit';
  return `${JSON.stringify({ $schema, title, ...rest }, undefined, 2)}\n`;
}
