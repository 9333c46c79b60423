import type { CommandCall } from '../../../shell-parts.ts';
import type { Framework } from '../../framework.ts';
import { ILLEGAL_ARGUMENT, type JavaException, SECURITY, thrown } from '../java-exception.ts';

/** One call of `pm`: its verb, and the words behind it. */
export interface PackageCall {
  readonly framework: Framework;
  readonly call: CommandCall;
  readonly verb: string;
  readonly words: readonly string[];
}

export type PackageVerb = (call: PackageCall) => number | Promise<number>;

/** What the service behind the command throws at it. */
export function failWith({ framework, call, verb }: PackageCall, exception: JavaException): number {
  return thrown(call, framework.android.api, verb, exception);
}

export function refuseShell(call: PackageCall, message: string): number {
  return failWith(call, { kind: SECURITY, message });
}

/** `UserHandle.parseUserArg`: `undefined` stands for all users. */
export type UserArgument = { readonly id: number | undefined } | { readonly bad: string };

export function userArgument(text: string | undefined, otherwise: number | undefined = 0): UserArgument {
  if (text === undefined) return { id: otherwise };
  if (text === 'all') return { id: undefined };
  if (text === 'current' || text === 'cur') return { id: 0 };
  return /^\d+$/.test(text) ? { id: Number(text) } : { bad: text };
}

export function badUser(call: PackageCall, text: string): number {
  return failWith(call, { kind: ILLEGAL_ARGUMENT, message: `Bad user number: ${text}` });
}
