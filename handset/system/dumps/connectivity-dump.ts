import { ADDRESSES } from '../../network/interfaces.ts';
import type { InterfaceName } from '../../network-parts.ts';
import type { Framework } from '../framework.ts';

/** Numbers of networks begin here (ConnectivityService, MIN_NET_ID), and each connection has one of its own. */
const NET_IDS: Readonly<Record<InterfaceName, number>> = { wlan0: 100, rmnet_data0: 101 };

/**
 * `dumpsys connectivity`: the network in use, or `none`, and what it is. The agent's line has the parts that programs
 * look for, in the order of Android 9; the others of it, and all sections behind it, are not there.
 */
export function connectivityDump(framework: Framework): string {
  const active = framework.network.interfaces.active();
  const up = (['wlan0', 'rmnet_data0'] as const).filter((name) => isUp(framework, name));
  return [
    'NetworkFactories for:',
    '  WifiNetworkFactory',
    '',
    `Active default network: ${active === undefined ? 'none' : NET_IDS[active]}`,
    '',
    'Current Networks:',
    ...up.map((name) => `  ${agent(framework, name)}`),
    '',
  ].join('\n');
}

function isUp({ network }: Framework, name: InterfaceName): boolean {
  const { wifi, mobileData, airplaneMode, reachable } = network.interfaces.state();
  return reachable && !airplaneMode && (name === 'wlan0' ? wifi : mobileData);
}

function agent(framework: Framework, name: InterfaceName): string {
  const wifi = name === 'wlan0';
  const address = ADDRESSES[name];
  const gateway = address.replace(/\d+$/, '1');
  const type = wifi ? 'WIFI[]' : 'MOBILE[LTE]';
  const metered = framework.policy.metered() ? '' : 'NOT_METERED&';
  const capabilities = `${metered}INTERNET&NOT_RESTRICTED&TRUSTED&NOT_VPN&VALIDATED&NOT_ROAMING&FOREGROUND&NOT_CONGESTED&NOT_SUSPENDED`;
  const extra = wifi ? '"Telltale"' : 'internet';
  return `NetworkAgentInfo{ ni{[type: ${type}, state: CONNECTED/CONNECTED, reason: (unspecified), extra: ${extra}, failover: false, available: true, roaming: false]}  network{${NET_IDS[name]}}  lp{{InterfaceName: ${name} LinkAddresses: [${address}/24,]  Routes: [0.0.0.0/0 -> ${gateway} ${name},] DnsAddresses: [${gateway},] Domains: null MTU: 0}}  nc{[ Transports: ${wifi ? 'WIFI' : 'CELLULAR'} Capabilities: ${capabilities}]}  Score{60}  everValidated{true}  lastValidated{true}  created{true} }`;
}
