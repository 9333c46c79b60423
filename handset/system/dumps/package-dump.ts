import { createHash } from 'node:crypto';
import type { Framework } from '../framework.ts';
import { component, type InstalledPackage } from '../package-state.ts';
import { platformPermissions } from '../permissions/permission-table.ts';
import { hashOf } from './forms.ts';
import { packageBlock } from './package/package-block.ts';

/** `dumpsys package [NAME | packages | permissions]` in the form of the version. */
export function packageDump(framework: Framework, words: readonly string[]): string {
  const { packages, android } = framework;
  const [name] = words.filter((word) => word !== '-a' && word !== '--all-components');
  if (name === 'permissions' || name === 'perm') return permissionsSection(android.api);
  if (name !== undefined && SECTIONS.has(name))
    return `Bad package command, or no activities match: ${name}\n`;
  const all = packages.all();
  const shown = all.filter(
    (one) => name === undefined || name === 'packages' || name === 'p' || one.package === name,
  );
  const users = packages.users.all().map(({ id }) => id);
  const blocks = shown.map((known) => packageBlock(known, { api: android.api, users })).join('\n');
  if (name === 'packages' || name === 'p') return `Packages:\n${blocks}\n`;
  return `${resolverTable(shown)}\nPackages:\n${blocks}\n`;
}

/** Sections that a phone has and this one does not: their names are refused instead of being taken for packages. */
const SECTIONS: ReadonlySet<string> = new Set(
  'libraries features resolvers providers shared-users prov preferred preferred-xml intent-filter-verifiers dexopt compiler-stats verifiers installs frozen messages handles queries'.split(
    ' ',
  ),
);

/** Filters by action, as ComponentResolver prints them: who takes an intent without data. */
function resolverTable(shown: readonly InstalledPackage[]): string {
  const lines: string[] = [];
  const entries = shown.flatMap((known) =>
    known.activities.flatMap((activity) => activity.filters.map((filter) => ({ known, activity, filter }))),
  );
  const block = (title: string, keyOf: (one: (typeof entries)[number]) => readonly string[]): void => {
    const keys = [...new Set(entries.flatMap(keyOf))];
    if (keys.length === 0) return;
    lines.push(`  ${title}:`);
    for (const key of keys) {
      lines.push(`      ${key}:`);
      for (const one of entries.filter((entry) => keyOf(entry).includes(key)))
        lines.push(...filterLines(one));
    }
    lines.push('');
  };
  block('Schemes', ({ filter }) => filter.schemes ?? []);
  block('Non-Data Actions', ({ filter }) => (filter.schemes === undefined ? filter.actions : []));
  return ['Activity Resolver Table:', ...lines, ''].join('\n');
}

type Filter = InstalledPackage['activities'][number]['filters'][number];

function filterLines(one: {
  readonly known: InstalledPackage;
  readonly activity: { readonly name: string };
  readonly filter: Filter;
}): readonly string[] {
  const { known, activity, filter } = one;
  const id = hashOf(`${known.package}${activity.name}`);
  return [
    `        ${id} ${component(known, activity.name)} filter ${hashOf(`${id}f`)}`,
    ...filter.actions.map((action) => `          Action: "${action}"`),
    ...filter.categories.map((category) => `          Category: "${category}"`),
    ...(filter.schemes ?? []).map((scheme) => `          Scheme: "${scheme}"`),
  ];
}

/** BasePermission.dumpPermissionsLPr of 11: what the platform declares, as far as this phone knows it. */
function permissionsSection(api: number): string {
  const levels = {
    dangerous: 'dangerous',
    normal: 'normal',
    signature: 'signature',
    development: 'signature|privileged|development',
    appop: 'signature|appop',
  } as const;
  const blocks = platformPermissions(api).map(({ name, protection }) =>
    [
      `  Permission [${name}] (${createHash('sha256').update(name).digest('hex').slice(0, 7)}):`,
      '    sourcePackage=android',
      `    uid=1000 gids=[] type=0 prot=${levels[protection]}`,
    ].join('\n'),
  );
  return `Permissions:\n${blocks.join('\n')}\n`;
}
