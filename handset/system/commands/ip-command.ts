import { ADDRESSES } from '../../network/interfaces.ts';
import { isOnWifi } from '../../network/neighbours.ts';
import type { CommandCall } from '../../shell-parts.ts';
import { complain, say } from '../arguments.ts';
import type { CommandMaker, Framework } from '../framework.ts';

/** `ip route get`, the one part of iproute2 that is here: by which interface, router and address of its own the phone goes. */
export const ipCommand: CommandMaker = (framework) => [['ip', async (call) => ip(framework, call)]];

const ROUTER = { wlan0: '192.168.1.1', rmnet_data0: undefined } as const;
/** netd gives each network a table of its own, by the index of its interface (RouteController). */
const TABLE = { wlan0: 1020, rmnet_data0: 1008 } as const;

function ip({ network }: Framework, call: CommandCall): number {
  const [what, verb, address = ''] = call.argv.slice(1).filter((word) => word !== '-4');
  if ((what !== 'route' && what !== 'r') || verb !== 'get' || call.argv.length > 5)
    return complain(call, 'Usage: ip [ -4 ] route get ADDRESS', 255);
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(address))
    return complain(call, `Error: an inet prefix is expected rather than "${address}".`);
  if (/^127\./.test(address)) return answer(call, `local ${address} dev lo table local src 127.0.0.1`);
  const over = network.interfaces.active();
  if (over === undefined) return complain(call, 'RTNETLINK answers: Network is unreachable', 2);
  const router = over === 'wlan0' && isOnWifi(address) ? undefined : ROUTER[over];
  const via = router === undefined ? '' : ` via ${router}`;
  return answer(call, `${address}${via} dev ${over} table ${TABLE[over]} src ${ADDRESSES[over]}`);
}

function answer(call: CommandCall, route: string): number {
  return say(call, `${route} uid ${call.uid} \n    cache `);
}
