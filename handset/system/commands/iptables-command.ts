import type {
  CountedRule,
  FilterRule,
  FilterTable,
  FilterTarget,
  IpFamily,
} from '../../network/packet-filter.ts';
import type { CommandCall } from '../../shell-parts.ts';
import { complain, say } from '../arguments.ts';
import type { CommandMaker, Framework } from '../framework.ts';

/** The kernel's rules for what apps send, as root changes them: chain OUTPUT of the tables filter and nat. */
export const iptablesCommands: CommandMaker = (framework) => [
  ['iptables', async (call) => iptables(framework, 4, call)],
  ['ip6tables', async (call) => iptables(framework, 6, call)],
];

/** Exit codes of xtables (PARAMETER_PROBLEM, VERSION_PROBLEM); 1 is any other failure. */
const USAGE = 2;
const NO_RIGHT = 3;
const BAD_RULE = 'iptables: Bad rule (does a matching rule exist in that chain?).';
const NO_CHAIN = 'iptables: No chain/target/match by that name.';

function iptables({ android, network }: Framework, family: IpFamily, call: CommandCall): number {
  const name = family === 4 ? 'iptables' : 'ip6tables';
  // Which release each version of Android has is from memory.
  const release = `${name} v${android.api < 31 ? '1.6.1' : '1.8.7 (legacy)'}`;
  const wanted = readWords(call.argv.slice(1));
  if ('problem' in wanted)
    return complain(
      call,
      `${release}: ${wanted.problem}\nTry \`${name} -h' or '${name} --help' for more information.`,
      USAGE,
    );
  const { table, verb, chain, verbose } = wanted;
  if (call.uid !== 0) {
    const why = `can't initialize ${name} table \`${table}': Permission denied (you must be root)`;
    return complain(
      call,
      `${release}: ${why}\nPerhaps ${name} or your kernel needs to be upgraded.`,
      NO_RIGHT,
    );
  }
  if (chain !== 'OUTPUT') return complain(call, NO_CHAIN.replace('iptables', name));
  const { filter } = network;
  const place = { family, table };
  const rules = filter.rules(family, table);
  switch (verb) {
    case 'S':
      return say(
        call,
        ['-P OUTPUT ACCEPT', ...rules.map((rule) => asOptions(rule, family, verbose))].join('\n'),
      );
    case 'L':
      return say(call, asTable(rules, family, verbose));
    case 'F':
      filter.clear(place);
      return 0;
    case 'A':
    case 'I':
      filter.add(place, wanted.rule, verb === 'I' ? wanted.at : undefined);
      return 0;
    case 'C':
      return filter.has(place, wanted.rule) ? 0 : complain(call, BAD_RULE.replace('iptables', name));
    case 'D':
      return filter.remove(place, wanted.rule) ? 0 : complain(call, BAD_RULE.replace('iptables', name));
  }
}

interface Wanted {
  readonly table: FilterTable;
  readonly verb: 'A' | 'C' | 'D' | 'F' | 'I' | 'L' | 'S';
  readonly chain: string;
  /** Where a rule is put in: 0 for the first. */
  readonly at: number;
  readonly verbose: boolean;
  readonly rule: FilterRule;
}

interface Draft {
  readonly words: string[];
  table: string;
  verb?: Wanted['verb'];
  chain: string;
  at: number;
  verbose: boolean;
  rule: Omit<FilterRule, 'target'>;
  target?: string;
  toPort: number;
  problem?: string;
}

/** What a word does, by what stands behind it; `not` when a `!` stood before it. */
const OPTIONS: Readonly<Record<string, (draft: Draft, not: boolean) => void>> = {
  '-t': (draft) => {
    draft.table = next(draft);
  },
  '-p': (draft) => {
    const protocol = next(draft);
    if (protocol === 'tcp' || protocol === 'udp') draft.rule = { ...draft.rule, protocol };
    else draft.problem = `unknown protocol "${protocol}" specified`;
  },
  '-d': (draft, not) => {
    draft.rule = { ...draft.rule, destination: { address: next(draft).replace(/\/(?:32|128)$/, ''), not } };
  },
  '-m': (draft) => {
    const name = next(draft);
    if (!['owner', 'tcp', 'udp'].includes(name)) draft.problem = `Couldn't load match \`${name}'`;
  },
  '--uid-owner': (draft, not) => {
    const [from = Number.NaN, to = from] = next(draft).split('-').map(Number);
    if (Number.isInteger(from) && Number.isInteger(to))
      draft.rule = { ...draft.rule, uids: { from, to, not } };
    else draft.problem = 'owner: Bad value for "--uid-owner" option';
  },
  '--dport': (draft, not) => {
    if (draft.rule.protocol === undefined) draft.problem = 'unknown option "--dport"';
    draft.rule = { ...draft.rule, port: { number: Number(next(draft)), not } };
  },
  '-j': (draft) => {
    draft.target = next(draft);
  },
  '--to-ports': (draft) => {
    draft.toPort = Number(next(draft));
  },
  '--reject-with': (draft) => void next(draft),
  '-w': (draft) => {
    if (/^\d+$/.test(draft.words[0] ?? '')) draft.words.shift();
  },
  '-n': () => undefined,
  '-x': () => undefined,
  '-v': (draft) => {
    draft.verbose = true;
  },
};

function next({ words }: Draft): string {
  return words.shift() ?? '';
}

function readWords(argv: readonly string[]): Wanted | { readonly problem: string } {
  const draft: Draft = {
    words: argv.flatMap((word) =>
      /^-[nvx]{2,}$/.test(word) ? [...word.slice(1)].map((flag) => `-${flag}`) : [word],
    ),
    ...{ table: 'filter', chain: 'OUTPUT', at: 0, verbose: false, rule: {}, toPort: 0 },
  };
  let not = false;
  for (let word = draft.words.shift(); word !== undefined; word = draft.words.shift()) {
    if (word === '!') {
      not = true;
      continue;
    }
    const option = Object.hasOwn(OPTIONS, word) ? OPTIONS[word] : undefined;
    if (option !== undefined) option(draft, not);
    else if (!readVerb(draft, word)) return { problem: unknownWord(word) };
    not = false;
    if (draft.problem !== undefined) return { problem: draft.problem };
  }
  return wantedOf(draft);
}

function unknownWord(word: string): string {
  return word.startsWith('-') ? `unknown option "${word}"` : `Bad argument \`${word}'`;
}

function readVerb(draft: Draft, word: string): boolean {
  const verb = (['A', 'C', 'D', 'F', 'I', 'L', 'S'] as const).find((one) => word === `-${one}`);
  if (verb === undefined) return false;
  draft.verb = verb;
  if (draft.words[0] !== undefined && !draft.words[0].startsWith('-')) draft.chain = next(draft);
  if (verb === 'I' && /^\d+$/.test(draft.words[0] ?? '')) draft.at = Number(next(draft)) - 1;
  return true;
}

function wantedOf(draft: Draft): Wanted | { readonly problem: string } {
  const { table, verb, chain, at, verbose, rule, target = '', toPort } = draft;
  if (verb === undefined) return { problem: 'no command specified' };
  if (table !== 'filter' && table !== 'nat')
    return { problem: `can't initialize iptables table \`${table}': Table does not exist` };
  const common = { table, verb, chain, at, verbose } as const;
  if (['F', 'L', 'S'].includes(verb)) return { ...common, rule: { target: { kind: 'ACCEPT' } } };
  const known = targetOf(target, table, toPort);
  return known === undefined
    ? { problem: `Couldn't load target \`${target}'` }
    : { ...common, rule: { ...rule, target: known } };
}

/** REJECT is of the table filter alone, REDIRECT of nat. */
function targetOf(name: string, table: FilterTable, toPort: number): FilterTarget | undefined {
  if (name === 'ACCEPT' || name === 'DROP') return { kind: name };
  if (name === 'REJECT' && table === 'filter') return { kind: name };
  return name === 'REDIRECT' && table === 'nat' ? { kind: name, toPort } : undefined;
}

/** As `-S` prints a rule, with what it has met when asked (`-v`). */
function asOptions(rule: CountedRule, family: IpFamily, verbose: boolean): string {
  const { protocol, destination, uids, port, target } = rule;
  const not = (one: { readonly not: boolean }): string => (one.not ? '! ' : '');
  return [
    '-A OUTPUT',
    ...(destination === undefined
      ? []
      : [`${not(destination)}-d ${destination.address}/${family === 4 ? 32 : 128}`]),
    ...(protocol === undefined ? [] : [`-p ${protocol}`]),
    ...(uids === undefined ? [] : [`-m owner ${not(uids)}--uid-owner ${uidsText(uids)}`]),
    ...(port === undefined ? [] : [`-m ${protocol} ${not(port)}--dport ${port.number}`]),
    ...(verbose ? [`-c ${rule.packets} ${rule.bytes}`] : []),
    `-j ${target.kind}${targetOptions(target, family)}`,
  ].join(' ');
}

function targetOptions(target: FilterTarget, family: IpFamily): string {
  if (target.kind === 'REDIRECT') return ` --to-ports ${target.toPort}`;
  return target.kind === 'REJECT' ? ` --reject-with ${rejectsWith(family)}` : '';
}

function rejectsWith(family: IpFamily): string {
  return family === 4 ? 'icmp-port-unreachable' : 'icmp6-port-unreachable';
}

function uidsText({ from, to }: { readonly from: number; readonly to: number }): string {
  return from === to ? String(from) : `${from}-${to}`;
}

function asTable(rules: readonly CountedRule[], family: IpFamily, verbose: boolean): string {
  const anywhere = family === 4 ? '0.0.0.0/0' : '::/0';
  const head = verbose
    ? '    pkts      bytes target     prot opt in     out     source               destination'
    : 'target     prot opt source               destination';
  const rows = rules.map((rule) => {
    const { protocol = 'all', destination, uids, port, target } = rule;
    const to = destination === undefined ? anywhere : `${destination.not ? '!' : ''}${destination.address}`;
    const counts = verbose ? `${String(rule.packets).padStart(8)} ${String(rule.bytes).padStart(10)} ` : '';
    const ways = verbose ? '*      *       ' : '';
    const matches = [
      uids === undefined ? '' : ` ${uids.not ? '! ' : ''}owner UID match ${uidsText(uids)}`,
      port === undefined ? '' : ` ${protocol} dpt:${port.not ? '!' : ''}${port.number}`,
      target.kind === 'REJECT' ? ` reject-with ${rejectsWith(family)}` : '',
      target.kind === 'REDIRECT' ? ` redir ports ${target.toPort}` : '',
    ].join('');
    return `${counts}${target.kind.padEnd(10)} ${protocol.padEnd(4)} --  ${ways}${anywhere.padEnd(20)} ${to.padEnd(20)}${matches}`;
  });
  return [`Chain OUTPUT (policy ACCEPT${verbose ? ' 0 packets, 0 bytes' : ''})`, head, ...rows].join('\n');
}
