import type { Framework } from '../system/framework.ts';
import { hasFilter } from '../system/package-state.ts';
import { IDENTITY } from '../system/property-values.ts';
import type { DeviceFacts, ServerParts } from './uiautomator/route.ts';

/** What the UiAutomator2 server asks of the phone that it runs on, each time that it asks. */
export function uiAutomatorParts(framework: Framework): ServerParts {
  const { activities, battery, clipboard, display, glass, log, packages } = framework;
  return {
    display,
    log,
    clipboard,
    freezeRotation: (rotation) => glass.freeze(rotation),
    declaredOrientation: () => activities.orientation(),
    device: () => deviceFacts(framework),
    battery: () => ({ level: battery.level() / 100, status: battery.value('status') }),
    launchable: () =>
      packages
        .all()
        .flatMap(({ package: packageName, label, activities }) =>
          activities
            .filter((one) => hasFilter(one, 'android.intent.action.MAIN', 'android.intent.category.LAUNCHER'))
            .map(({ name }) => ({ packageName, packageActivity: name, appName: label })),
        ),
  };
}

function deviceFacts({ properties, settings }: Framework): DeviceFacts {
  return {
    sdk: Number(properties.get('ro.build.version.sdk')),
    release: properties.get('ro.build.version.release'),
    manufacturer: IDENTITY.manufacturer,
    model: IDENTITY.model,
    brand: IDENTITY.manufacturer,
    androidId: settings.get('secure', 'android_id') ?? '',
    // java.util.Locale.toString writes an underscore.
    locale: localeOf(properties.get('persist.sys.locale'), properties.get('ro.product.locale')),
    timeZone: properties.get('persist.sys.timezone'),
  };
}

function localeOf(chosen: string, shipped: string): string {
  return (chosen === '' ? shipped : chosen).replaceAll('-', '_');
}
