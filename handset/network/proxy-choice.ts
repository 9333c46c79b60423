/** The proxy that HTTP clients are told of, and the hosts that are reached without it. */
export interface HttpProxy {
  readonly host: string;
  readonly port: number;
  readonly exclusions: readonly string[];
}

/** The settings of namespace `global` that a proxy is kept in. */
export interface ProxySettings {
  get(key: string): string | undefined;
  put(key: string, value: string): void;
  /** Tells of each write of a key, by whomever. */
  onPut(listener: (key: string, value: string) => void): void;
}

export interface GlobalProxy {
  current(): HttpProxy | undefined;
  /** What happens at a boot. */
  load(): void;
}

const WITHOUT_PORT = 8080;

/**
 * The proxy as ConnectivityService keeps it. At boot it reads `global_http_proxy_*`; later it watches `http_proxy`
 * alone, which it copies there. Deleting `http_proxy` therefore changes nothing before the next boot, and `:0` ends it
 * (AOSP, ProxyTracker.setGlobalProxy and loadDeprecatedGlobalHttpProxy; Android 8.1 had both in ConnectivityService).
 */
export function createGlobalProxy(settings: ProxySettings): GlobalProxy {
  let current: HttpProxy | undefined;
  const apply = (value: string): void => {
    const [host = '', port] = value.split(':');
    const number = port === undefined || port === '' ? WITHOUT_PORT : Number(port);
    if (value === '' || !Number.isInteger(number)) return;
    const wanted = proxyOf(host, number, '');
    if (wanted === undefined && host !== '') return; // Not valid: it stays as it was.
    current = wanted;
    settings.put('global_http_proxy_host', host);
    settings.put('global_http_proxy_port', String(wanted?.port ?? 0));
    settings.put('global_http_proxy_exclusion_list', '');
  };
  const load = (): void => {
    const host = settings.get('global_http_proxy_host') ?? '';
    const port = Number(settings.get('global_http_proxy_port') ?? 0);
    current = proxyOf(host, port, settings.get('global_http_proxy_exclusion_list'));
    apply(settings.get('http_proxy') ?? '');
  };
  load();
  settings.onPut((key, value) => {
    if (key === 'http_proxy') apply(value);
  });
  return { current: () => current, load };
}

function proxyOf(host: string, port: number, exclusions: string | undefined): HttpProxy | undefined {
  if (!/^[\w.-]+$/.test(host) || !Number.isInteger(port) || port < 1 || port > 65_535) return undefined;
  const hosts = (exclusions ?? '').split(',').map((one) => one.trim().toLowerCase());
  return { host, port, exclusions: hosts.filter((one) => one !== '') };
}

/** Whether a host is reached without the proxy: `*` stands for anything (Java, http.nonProxyHosts). */
export function isExcluded({ exclusions }: HttpProxy, host: string): boolean {
  const name = host.toLowerCase();
  return exclusions.some((pattern) => {
    const start = pattern.startsWith('*') ? pattern.slice(1) : pattern;
    const middle = start.endsWith('*') ? start.slice(0, -1) : start;
    if (start !== pattern && middle !== start) return name.includes(middle);
    if (start !== pattern) return name.endsWith(start);
    return middle === start ? name === start : name.startsWith(middle);
  });
}
