export const NAMESPACES = ['global', 'secure', 'system'] as const;
type Namespace = (typeof NAMESPACES)[number];

/** The settings provider's tables. */
export interface Settings {
  get(namespace: Namespace, key: string): string | undefined;
  put(namespace: Namespace, key: string, value: string): void;
  /** Tells of each write, by whomever; nobody is told of a removal. */
  onPut(listener: (namespace: Namespace, key: string, value: string) => void): void;
  /** True when there was something to delete. */
  remove(namespace: Namespace, key: string): boolean;
  list(namespace: Namespace): readonly (readonly [string, string])[];
  /** As another user has them: `global` is everybody's, the others are his own. */
  forUser(userId: number): Settings;
}

type Tables = Readonly<Record<Namespace, Map<string, string>>>;

export function createSettings(): Settings {
  const global = new Map([
    ['adb_enabled', '1'],
    ['airplane_mode_on', '0'],
    ['wifi_on', '1'],
    ['mobile_data', '0'],
    ['animator_duration_scale', '1.0'],
    ['transition_animation_scale', '1.0'],
    ['window_animation_scale', '1.0'],
  ]);
  const users = new Map<number, Settings>();
  const forUser = (userId: number): Settings => {
    const known = users.get(userId);
    if (known !== undefined) return known;
    const made = settingsOver({ global, ...tablesOf(userId) }, { userId, forUser });
    users.set(userId, made);
    return made;
  };
  return forUser(0);
}

/** ANDROID_ID is made for each user by itself. */
function tablesOf(userId: number): Omit<Tables, 'global'> {
  return {
    secure: new Map([
      ['android_id', `7e11a1e${(1 + userId).toString(16).padStart(9, '0')}`],
      ['default_input_method', 'com.android.inputmethod.latin/.LatinIME'],
    ]),
    system: new Map([
      ['accelerometer_rotation', '1'],
      ['screen_brightness', '102'],
      ['screen_off_timeout', '60000'],
      ['user_rotation', '0'],
    ]),
  };
}

function settingsOver(
  tables: Tables,
  { userId, forUser }: { readonly userId: number; readonly forUser: (userId: number) => Settings },
): Settings {
  const listeners: Parameters<Settings['onPut']>[0][] = [];
  return {
    forUser,
    get: (namespace, key) => tables[namespace].get(key),
    put(namespace, key, value) {
      // Who waits for a setting of the whole phone waits at the owner's.
      if (namespace === 'global' && userId !== 0) return forUser(0).put(namespace, key, value);
      tables[namespace].set(key, value);
      for (const listener of listeners) listener(namespace, key, value);
    },
    onPut: (listener) => void listeners.push(listener),
    remove: (namespace, key) => tables[namespace].delete(key),
    list: (namespace) => [...tables[namespace]].sort(([a], [b]) => (a < b ? -1 : 1)),
  };
}
