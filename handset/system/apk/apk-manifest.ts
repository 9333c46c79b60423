import yauzl from 'yauzl';
import type { ActivityManifest } from '../../parts.ts';
import { parseBinaryXml, type XmlElement } from './axml.ts';

/** What the package manager takes from an APK. */
export interface ApkManifest {
  readonly package: string;
  readonly versionName: string;
  readonly versionCode: number;
  readonly minSdk: number;
  readonly targetSdk: number;
  readonly permissions: readonly string[];
  readonly debuggable: boolean;
  readonly requestLegacyExternalStorage?: boolean;
  readonly activities: readonly ActivityManifest[];
  /** Instrumentation class and the package that it targets. */
  readonly instrumentations: readonly { readonly name: string; readonly target: string }[];
}

const LARGEST_MANIFEST = 4 * 1024 * 1024;
/** As PackageParser.validateName demands: it becomes part of paths and of lines of dumps. */
const PACKAGE_NAME = /^[A-Za-z]\w*(?:\.[A-Za-z]\w*)+$/;
const LONGEST_NAME = 223;

/** Reads `AndroidManifest.xml` out of an APK on the host; rejects when the file is no APK. */
export async function readApkManifest(file: string): Promise<ApkManifest> {
  return describe(parseBinaryXml(await readEntry(file, 'AndroidManifest.xml')));
}

function describe(root: XmlElement): ApkManifest {
  const name = root.attributes.get('package');
  if (root.name !== 'manifest' || name === undefined) throw new Error('the manifest names no package');
  if (!PACKAGE_NAME.test(name) || name.length > LONGEST_NAME)
    throw new Error(`${JSON.stringify(name)} is no name of a package`);
  const of = (tag: string): readonly XmlElement[] => root.children.filter((child) => child.name === tag);
  const sdk = of('uses-sdk')[0]?.attributes;
  const application = of('application')[0];
  return {
    package: name,
    versionName: root.attributes.get('versionName') ?? '',
    versionCode: wholeNumber(root.attributes.get('versionCode')) ?? 0,
    minSdk: wholeNumber(sdk?.get('minSdkVersion')) ?? 1,
    targetSdk: wholeNumber(sdk?.get('targetSdkVersion')) ?? wholeNumber(sdk?.get('minSdkVersion')) ?? 1,
    permissions: of('uses-permission').flatMap((one) => one.attributes.get('name') ?? []),
    debuggable: application?.attributes.get('debuggable') === 'true',
    ...(application?.attributes.get('requestLegacyExternalStorage') === 'true'
      ? { requestLegacyExternalStorage: true }
      : {}),
    activities: (application?.children ?? [])
      .filter((one) => one.name === 'activity')
      .map((one) => activityOf(one, name)),
    instrumentations: of('instrumentation').map((one) => ({
      name: fullName(one.attributes.get('name') ?? '', name),
      target: one.attributes.get('targetPackage') ?? name,
    })),
  };
}

function activityOf(element: XmlElement, packageName: string): ActivityManifest {
  const named = (filter: XmlElement, tag: string): readonly string[] =>
    filter.children.filter((one) => one.name === tag).flatMap((one) => one.attributes.get('name') ?? []);
  const filters = element.children.filter((one) => one.name === 'intent-filter');
  const exported = element.attributes.get('exported');
  return {
    name: fullName(element.attributes.get('name') ?? '', packageName),
    ...(exported === undefined ? {} : { exported: exported === 'true' }),
    filters: filters.map((filter) => ({
      actions: named(filter, 'action'),
      categories: named(filter, 'category'),
    })),
  };
}

function fullName(name: string, packageName: string): string {
  return name.startsWith('.') ? `${packageName}${name}` : name;
}

/** A name of a preview release, or a reference to a resource, is no number and counts as not given. */
function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

async function readEntry(file: string, name: string): Promise<Buffer> {
  return await new Promise((resolve, reject) => {
    yauzl.open(file, { lazyEntries: true }, (error, zip) => {
      if (error !== null) return reject(error);
      zip.once('error', reject);
      zip.once('end', () => reject(new Error(`there is no ${name} in it`)));
      zip.on('entry', (entry: yauzl.Entry) => {
        if (entry.fileName !== name) return zip.readEntry();
        if (entry.uncompressedSize > LARGEST_MANIFEST) {
          zip.close();
          return reject(new Error('its manifest is too large'));
        }
        zip.openReadStream(entry, (failure, stream) => {
          if (failure !== null) return reject(failure);
          const chunks: Buffer[] = [];
          stream.on('data', (chunk: Buffer) => chunks.push(chunk));
          stream.once('error', reject);
          stream.once('end', () => {
            zip.close();
            resolve(Buffer.concat(chunks));
          });
        });
      });
      zip.readEntry();
    });
  });
}
