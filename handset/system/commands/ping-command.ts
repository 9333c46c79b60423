import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandCall } from '../../shell-parts.ts';
import { complain, say, takeApart } from '../arguments.ts';
import type { CommandMaker, Framework } from '../framework.ts';

/** `ping` over the phone's own network, not the host's. By what iputils prints. */
export const pingCommand: CommandMaker = (framework) => [['ping', async (call) => ping(framework, call)]];

/** Who is the first on the way out of the phone's network. */
const ROUTER = '192.168.1.1';
const USAGE = 'usage: ping [-c count] [-i interval] [-s size] [-t ttl] [-W wait] [-w deadline] address';

async function ping({ network }: Framework, call: CommandCall): Promise<number> {
  const words = takeApart(call.argv.slice(1), ['-c', '-i', '-s', '-t', '-W', '-w'], ['-n', '-q', '-4']);
  const [address] = words.rest;
  const number = (option: string, usual: number): number => Number(words.value(option) ?? usual);
  const [count, size, ttl] = [number('-c', 4), number('-s', 56), number('-t', 64)];
  if (address === undefined || words.unknown !== undefined || !(count > 0)) return complain(call, USAGE, 2);
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(address)) return complain(call, `ping: unknown host ${address}`, 2);
  let expired = 0;
  for (let sequence = 1; sequence <= count && !call.signal.aborted; sequence += 1) {
    const met = network.echo(call.uid, size, ttl);
    if (met === 'no-network') return complain(call, 'connect: Network is unreachable', 2);
    if (sequence === 1) say(call, `PING ${address} (${address}) ${size}(${size + 28}) bytes of data.`);
    if (met === 'expired') say(call, `From ${ROUTER}: icmp_seq=${sequence} Time to live exceeded`);
    if (met === 'expired') expired += 1;
    if (sequence < count) await sleep(number('-i', 1) * 1_000);
  }
  const errors = expired === 0 ? '' : `, +${expired} errors`;
  say(
    call,
    `\n--- ${address} ping statistics ---\n${count} packets transmitted, 0 received${errors}, 100% packet loss, time ${(count - 1) * number('-i', 1) * 1_000}ms\n`,
  );
  return 1;
}
