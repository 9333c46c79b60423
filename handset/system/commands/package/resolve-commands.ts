import type { ActivityManifest } from '../../../app-parts.ts';
import { say, takeApart } from '../../arguments.ts';
import { component, componentsOf, type InstalledPackage, isComponentAvailable } from '../../package-state.ts';
import { badUser, type PackageCall, type PackageVerb, userArgument } from './package-call.ts';

interface Wanted {
  readonly actions: readonly string[];
  readonly categories: readonly string[];
  readonly scheme: string | undefined;
  readonly package: string | undefined;
  readonly component: string | undefined;
  readonly brief: boolean;
  readonly components: boolean;
  readonly userId: number;
}

type Kind = 'activities' | 'services' | 'receivers';

interface Found {
  readonly known: InstalledPackage;
  readonly one: ActivityManifest;
  readonly isDefault: boolean;
}

/** `pm resolve-activity`. */
export const resolveActivity: PackageVerb = (called) => {
  const wanted = understood(called);
  if (typeof wanted === 'number') return wanted;
  const [first] = matching(called, wanted, 'activities');
  if (first === undefined) return say(called.call, 'No activity found\n');
  return say(called.call, resolveInfo(first, wanted, ''));
};

/** `pm query-activities`, `query-services` and `query-receivers`. */
export function query(kind: Kind): PackageVerb {
  return (called) => {
    const wanted = understood(called);
    if (typeof wanted === 'number') return wanted;
    const found = matching(called, wanted, kind);
    if (found.length === 0) return say(called.call, `No ${kind} found\n`);
    if (wanted.components) return say(called.call, found.map((one) => resolveInfo(one, wanted, '')).join(''));
    const title = { activities: 'Activity', services: 'Service', receivers: 'Receiver' }[kind];
    const blocks = found.map((one, index) => `  ${title} #${index}:\n${resolveInfo(one, wanted, '    ')}`);
    return say(called.call, `${found.length} ${kind} found:\n${blocks.join('')}`);
  };
}

/** Intent.parseCommandArgs as far as it goes here: a bare word is a URI, a component, or a package. */
function understood(called: PackageCall): Wanted | number {
  const { words, call } = called;
  const args = takeApart(
    words,
    ['--user', '-a', '-c', '-d', '-t', '-n', '-p', '--query-flags'],
    ['--brief', '--components'],
  );
  if (args.unknown !== undefined) return say(call, `Error: Unknown option: ${args.unknown}\n`, 1);
  const user = userArgument(args.value('--user'));
  if ('bad' in user) return badUser(called, user.bad);
  const [bare] = args.rest;
  const isUri = bare?.includes(':') === true;
  const isComponent = !isUri && bare?.includes('/') === true;
  const isPackage = bare !== undefined && !isUri && !isComponent;
  const uri = args.value('-d') ?? (isUri ? bare : undefined);
  const action =
    args.value('-a') ??
    (isPackage ? 'android.intent.action.MAIN' : uri === undefined ? undefined : 'android.intent.action.VIEW');
  const category =
    args.value('-c') ??
    (isPackage && args.value('-a') === undefined ? 'android.intent.category.LAUNCHER' : undefined);
  return {
    actions: action === undefined ? [] : [action],
    categories: category === undefined ? [] : [category],
    scheme: uri?.split(':')[0],
    package: args.value('-p') ?? (isPackage ? bare : undefined),
    component: args.value('-n') ?? (isComponent ? bare : undefined),
    brief: args.has('--brief'),
    components: args.has('--components'),
    userId: user.id ?? 0,
  };
}

function matching({ framework }: PackageCall, wanted: Wanted, kind: Kind): readonly Found[] {
  const candidates = framework.packages
    .all()
    .filter((known) => wanted.package === undefined || known.package === wanted.package)
    .flatMap((known) => componentsOf(known, kind).map((one) => ({ known, one })))
    .filter(({ known, one }) => isComponentAvailable(known, one.name, wanted.userId));
  return candidates.flatMap(({ known, one }) => {
    if (wanted.component !== undefined)
      return [component(known, one.name), `${known.package}/${one.name}`].includes(wanted.component)
        ? [{ known, one, isDefault: false }]
        : [];
    const filter = one.filters.find(
      ({ actions, categories, schemes }) =>
        wanted.actions.some((action) => actions.includes(action)) &&
        wanted.categories.every((category) => categories.includes(category)) &&
        (wanted.scheme === undefined ? schemes === undefined : schemes?.includes(wanted.scheme) === true),
    );
    if (filter === undefined) return [];
    return [{ known, one, isDefault: filter.categories.includes('android.intent.category.DEFAULT') }];
  });
}

/** IntentFilter.MATCH_CATEGORY_EMPTY and …_SCHEME, each with MATCH_ADJUSTMENT_NORMAL. */
function resolveInfo({ known, one, isDefault }: Found, wanted: Wanted, indent: string): string {
  if (wanted.components) return `${indent}${component(known, one.name)}\n`;
  const match = wanted.component !== undefined ? '0' : wanted.scheme === undefined ? '108000' : '208000';
  const head = `${indent}priority=0 preferredOrder=0 match=0x${match} specificIndex=-1 isDefault=${isDefault}\n`;
  if (wanted.brief) return `${head}${indent}${component(known, one.name)}\n`;
  const lines = ['ActivityInfo:', `  name=${one.name}`, `  packageName=${known.package}`, '  enabled=true'];
  return `${head}${lines.map((line) => `${indent}${line}\n`).join('')}`;
}
