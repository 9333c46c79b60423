import type { ActivityManifest } from '../../app-parts.ts';
import { parseBinaryXml, type XmlElement } from './axml.ts';
import { readEntry } from './zip-entry.ts';

/** A service, receiver or provider. */
interface ComponentManifest extends ActivityManifest {
  /** Who wants to use it has to hold it. */
  readonly permission?: string;
  /** Of a provider. */
  readonly authorities?: readonly string[];
}

/** What the package manager takes from an APK. */
export interface ApkManifest {
  readonly package: string;
  readonly versionName: string;
  readonly versionCode: number;
  readonly minSdk: number;
  readonly targetSdk: number;
  readonly permissions: readonly string[];
  readonly debuggable: boolean;
  /** Absent: true, as Android takes it. */
  readonly allowBackup?: boolean;
  readonly activities: readonly ActivityManifest[];
  /** Instrumentation class and the package that it targets. */
  readonly instrumentations: readonly { readonly name: string; readonly target: string }[];
  /** Absent where the package is no APK. */
  readonly parts?: ApkParts;
}

/** What an APK says beyond that. */
interface ApkParts {
  /** Of a split: its name; undefined for the base. */
  readonly split: string | undefined;
  readonly sharedUserId: string | undefined;
  /** Where it is written out; a reference to a resource is not followed. */
  readonly label: string | undefined;
  readonly testOnly: boolean;
  readonly hasNetworkSecurityConfig: boolean;
  readonly requestLegacyExternalStorage: boolean;
  readonly services: readonly ComponentManifest[];
  readonly receivers: readonly ComponentManifest[];
  readonly providers: readonly ComponentManifest[];
  readonly features: readonly string[];
  readonly declaredPermissions: readonly { readonly name: string; readonly protection: string }[];
  /** Packages of `<queries>`. */
  readonly queries: readonly string[];
}

const LARGEST_MANIFEST = 4 * 1024 * 1024;
/** As PackageParser.validateName demands: it becomes part of paths and of lines of dumps. */
const PACKAGE_NAME = /^[A-Za-z]\w*(?:\.[A-Za-z]\w*)+$/;
const LONGEST_NAME = 223;

/** Reads `AndroidManifest.xml` out of an APK on the host; rejects when the file is no APK. */
export async function readApkManifest(file: string, api: number): Promise<ApkManifest> {
  const bytes = await readEntry(file, (name) => name === 'AndroidManifest.xml', LARGEST_MANIFEST);
  if (bytes === undefined) throw new Error('there is no AndroidManifest.xml in it');
  return describe(parseBinaryXml(bytes), api);
}

function describe(root: XmlElement, api: number): ApkManifest {
  const name = root.attributes.get('package');
  if (root.name !== 'manifest' || name === undefined) throw new Error('the manifest names no package');
  if (!PACKAGE_NAME.test(name) || name.length > LONGEST_NAME)
    throw new Error(`${JSON.stringify(name)} is no name of a package`);
  const of = (tag: string): readonly XmlElement[] => root.children.filter((child) => child.name === tag);
  const sdk = of('uses-sdk')[0]?.attributes;
  const application = of('application')[0];
  const minSdk = wholeNumber(sdk?.get('minSdkVersion')) ?? 1;
  return {
    package: name,
    versionName: oneLine(root.attributes.get('versionName')),
    versionCode: wholeNumber(root.attributes.get('versionCode')) ?? 0,
    minSdk,
    targetSdk: wholeNumber(sdk?.get('targetSdkVersion')) ?? minSdk,
    permissions: [...of('uses-permission'), ...of('uses-permission-sdk-23')]
      .filter((one) => (wholeNumber(one.attributes.get('maxSdkVersion')) ?? api) >= api)
      .flatMap((one) => nameOf(one) ?? []),
    debuggable: application?.attributes.get('debuggable') === 'true',
    ...(application?.attributes.get('allowBackup') === 'false' ? { allowBackup: false } : {}),
    activities: componentsOf(application, ['activity', 'activity-alias'], name),
    instrumentations: of('instrumentation').map((one) => ({
      name: fullName(oneLine(one.attributes.get('name')), name),
      target: oneLine(one.attributes.get('targetPackage') ?? name),
    })),
    parts: partsOf(root, application, name),
  };
}

function partsOf(root: XmlElement, application: XmlElement | undefined, name: string): ApkParts {
  const of = (tag: string): readonly XmlElement[] => root.children.filter((child) => child.name === tag);
  const said = (attribute: string): boolean => application?.attributes.get(attribute) === 'true';
  const label = application?.attributes.get('label');
  return {
    split: root.attributes.get('split') || undefined,
    sharedUserId: root.attributes.get('sharedUserId'),
    label: label === undefined || /^\d+$/.test(label) ? undefined : oneLine(label),
    testOnly: said('testOnly'),
    hasNetworkSecurityConfig: application?.attributes.has('networkSecurityConfig') ?? false,
    requestLegacyExternalStorage: said('requestLegacyExternalStorage'),
    services: componentsOf(application, ['service'], name),
    receivers: componentsOf(application, ['receiver'], name),
    providers: componentsOf(application, ['provider'], name),
    features: of('uses-feature').flatMap((one) => nameOf(one) ?? []),
    declaredPermissions: of('permission').flatMap((one) => {
      const declared = nameOf(one);
      return declared === undefined
        ? []
        : [{ name: declared, protection: protectionNamed(one.attributes.get('protectionLevel')) }];
    }),
    queries: of('queries').flatMap((one) =>
      one.children.filter((child) => child.name === 'package').flatMap((child) => nameOf(child) ?? []),
    ),
  };
}

/** PermissionInfo.PROTECTION_*: the lowest bits; more of them is left out. */
function protectionNamed(level: string | undefined): string {
  return (
    ['normal', 'dangerous', 'signature', 'signature|privileged'][(wholeNumber(level) ?? 0) & 0xf] ?? 'normal'
  );
}

function componentsOf(
  application: XmlElement | undefined,
  tags: readonly string[],
  packageName: string,
): readonly ComponentManifest[] {
  return (application?.children ?? [])
    .filter((one) => tags.includes(one.name))
    .map((one) => componentOf(one, packageName));
}

function componentOf(element: XmlElement, packageName: string): ComponentManifest {
  const { attributes } = element;
  const filters = element.children.filter((one) => one.name === 'intent-filter').map(filterOf);
  const exported = attributes.get('exported');
  const permission = attributes.get('permission');
  const authorities = attributes.get('authorities');
  return {
    name: fullName(oneLine(attributes.get('name')), packageName),
    filters,
    ...(exported === undefined ? {} : { exported: exported === 'true' }),
    ...(permission === undefined ? {} : { permission: oneLine(permission) }),
    ...(authorities === undefined ? {} : { authorities: oneLine(authorities).split(';') }),
  };
}

function filterOf(filter: XmlElement): ActivityManifest['filters'][number] {
  const named = (tag: string): readonly string[] =>
    filter.children.filter((one) => one.name === tag).flatMap((one) => nameOf(one) ?? []);
  const schemes = filter.children.flatMap((one) =>
    one.name === 'data' ? (one.attributes.get('scheme') ?? []) : [],
  );
  return {
    actions: named('action'),
    categories: named('category'),
    ...(schemes.length === 0 ? {} : { schemes: [...new Set(schemes.map(oneLine))] }),
  };
}

function nameOf(element: XmlElement): string | undefined {
  const name = element.attributes.get('name');
  return name === undefined ? undefined : oneLine(name);
}

/** Becomes a line, or part of one, in what the phone prints: an APK must not be able to write lines of its own there. */
function oneLine(text: string | undefined): string {
  return (text ?? '').replaceAll(/\p{Cc}/gu, ' ');
}

function fullName(name: string, packageName: string): string {
  if (name.startsWith('.')) return `${packageName}${name}`;
  return name === '' || name.includes('.') ? name : `${packageName}.${name}`;
}

/** A name of a preview release, or a reference to a resource, is no number and counts as not given. */
function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}
