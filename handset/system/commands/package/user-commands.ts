import { complain, say, takeApart } from '../../arguments.ts';
import { MOST_USERS } from '../../users/users.ts';
import { ILLEGAL_ARGUMENT } from '../java-exception.ts';
import { failWith, type PackageVerb } from './package-call.ts';

/** `pm create-user [--profileOf N] [--managed] NAME`. */
export const createUser: PackageVerb = async (called) => {
  const { framework, call, words } = called;
  const args = takeApart(words, ['--profileOf'], ['--managed', '--restricted', '--ephemeral', '--guest']);
  if (args.unknown !== undefined) return complain(call, `Error: unknown option ${args.unknown}`, 1);
  const [name] = args.rest;
  if (name === undefined) return complain(call, 'Error: no user name specified.', 1);
  const parent = args.value('--profileOf');
  const profileOf = parent === undefined ? (args.has('--managed') ? 0 : undefined) : Number(parent);
  if (profileOf !== undefined && framework.packages.users.get(profileOf) === undefined)
    return complain(call, "Error: couldn't create User.", 1);
  const user = framework.packages.users.create(name, profileOf);
  if (user === undefined) return complain(call, "Error: couldn't create User.", 1);
  await framework.packages.addUser(user.id);
  return say(call, `Success: created user id ${user.id}\n`);
};

/** `pm remove-user N`. */
export const removeUser: PackageVerb = async (called) => {
  const { framework, call, words } = called;
  const [id] = takeApart(words, [], ['--wait', '-w', '--set-ephemeral-if-in-use']).rest;
  if (id === undefined) return complain(call, 'Error: no user id specified.', 1);
  if (!/^\d+$/.test(id))
    return failWith(called, { kind: ILLEGAL_ARGUMENT, message: `Bad user number: ${id}` });
  if (await framework.packages.removeUser(Number(id))) {
    framework.media.forgetUser(Number(id));
    return say(call, 'Success: removed user\n');
  }
  return complain(call, `Error: couldn't remove user id ${id}`, 1);
};

/** `pm get-max-users`. */
export const getMaxUsers: PackageVerb = ({ call }) => say(call, `Maximum supported users: ${MOST_USERS}\n`);

/** `pm get-max-running-users`, from 9 on. */
export const getMaxRunningUsers: PackageVerb = ({ call }) =>
  say(call, 'Maximum supported running users: 3\n');
