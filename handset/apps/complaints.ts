import type { z } from 'zod';

/** What stands there, why it matters, what to do: one sentence for each bad field. `whole` names what is checked. */
export function complaints(whole: string, issue: z.core.$ZodIssue): readonly string[] {
  const at = issue.path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(
      (key) =>
        `${`${at}.${key}`.slice(1)}: the phone knows no such field and would ignore it: correct its name, or remove it`,
    );
  }
  return [`${at === '' ? whole : at.slice(1)} is ${inWords(issue.input)}; ${issue.message}`];
}

function inWords(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : String(value);
  if (!Array.isArray(value)) return 'an object';
  return value.length === 0 ? 'an empty list' : 'a list';
}
