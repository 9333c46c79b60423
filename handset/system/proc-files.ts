import type { FileOwner } from '../shell-parts.ts';
import { residentKb, virtualKb } from './commands/ps/ps-fields.ts';
import type { Framework } from './framework.ts';
import { kernelOf } from './kernel.ts';
import { MEMORY } from './memory.ts';
import type { ProcessRow } from './process-table.ts';

/** `/proc` of the phone: plain files, written anew when somebody is about to look. */
export interface ProcFiles {
  refresh(): Promise<void>;
}

const READABLE: FileOwner = { uid: 0, gid: 0, mode: 0o444 };
const CORES = 8;

export function createProcFiles(framework: Framework): ProcFiles {
  const written = new Map<string, string>();
  let refreshing: Promise<void> = Promise.resolve();
  const write = async (name: string, text: string, owner: FileOwner = READABLE): Promise<void> => {
    if (written.get(name) === text) return;
    written.set(name, text);
    await framework.files.write(`/proc/${name}`, Buffer.from(text), owner);
  };
  let listed: readonly number[] = [];
  const refresh = async (): Promise<void> => {
    const rows = await framework.processTable.all();
    const pids = new Set(rows.map(({ pid }) => pid));
    for (const pid of listed.filter((one) => !pids.has(one))) {
      await framework.files.remove(`/proc/${pid}`);
      for (const name of [...written.keys()]) if (name.startsWith(`${pid}/`)) written.delete(name);
    }
    listed = [...pids];
    for (const [name, text] of wholeFiles(framework, rows.length)) await write(name, text);
    for (const row of rows) {
      for (const [name, text] of processFiles(row, framework.bootMs)) await write(`${row.pid}/${name}`, text);
      // Whose these are may look; the shell may not (ptrace_may_access).
      const secret = { uid: row.uid, gid: row.uid, mode: 0o400 };
      for (const name of ['environ', 'fd/0', 'fdinfo/0', 'maps'])
        await write(`${row.pid}/${name}`, '', secret);
    }
  };
  return {
    async refresh() {
      refreshing = refreshing
        .then(refresh)
        .catch((error) => framework.log(`/proc was not written: ${error}`));
      await refreshing;
    },
  };
}

function wholeFiles(framework: Framework, processes: number): readonly (readonly [string, string])[] {
  const { android, boot } = framework;
  const seconds = framework.clock.elapsed() / 1000;
  const up = seconds.toFixed(2);
  const kernel = kernelOf(android.api);
  return [
    ['version', `Linux version ${kernel.release} (${kernel.builder}) ${kernel.version}\n`],
    ['uptime', `${up} ${(seconds * CORES * 0.9).toFixed(2)}\n`],
    ['loadavg', `0.12 0.08 0.03 1/${processes} 20000\n`],
    ['meminfo', meminfo()],
    ['cpuinfo', cpuinfo()],
    ['mounts', mounts(android.api)],
    ['self/mounts', mounts(android.api)],
    ['self/attr/current', 'u:r:shell:s0\0'],
    ['filesystems', 'nodev\tsysfs\nnodev\ttmpfs\nnodev\tproc\n\text4\n\tf2fs\nnodev\tfuse\n'],
    ['sys/kernel/random/boot_id', `${boot.id()}\n`],
    ['sys/kernel/osrelease', `${kernel.release}\n`],
    ['sys/kernel/hostname', 'localhost\n'],
    [
      'stat',
      `cpu  0 0 0 ${Math.round(seconds * 100 * CORES)} 0 0 0 0 0 0\nbtime ${Math.floor(framework.bootMs / 1000)}\nprocesses ${processes}\n`,
    ],
  ];
}

/** In the forms of the kernel (fs/proc/array.c, base.c). */
function processFiles(row: ProcessRow, bootMs: number): readonly (readonly [string, string])[] {
  const short =
    row.name
      .replace(/^\[|\]$/g, '')
      .split('/')
      .at(-1) ?? '';
  // Of an app the end of the name is kept: Android sets it so (ProcessGlobals, setArgV0).
  const comm = row.uid >= 10_000 ? short.slice(-15) : short.slice(0, 15);
  const [vsz, rss] = [virtualKb(row), residentKb(row)];
  const ticks = Math.max(0, Math.round((row.startedMs - bootMs) / 10));
  return [
    ['cmdline', row.words.map((word) => `${word}\0`).join('')],
    ['comm', `${comm}\n`],
    ['oom_score_adj', `${row.adj}\n`],
    ['oom_score', `${Math.max(0, row.adj)}\n`],
    ['statm', `${vsz / 4} ${Math.round(rss / 4)} 0 0 0 0 0\n`],
    [
      'stat',
      `${row.pid} (${comm}) ${row.state} ${row.ppid} ${row.pid} 0 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 ${ticks} ${vsz * 1024} ${Math.round(rss / 4)}\n`,
    ],
    [
      'status',
      [
        `Name:\t${comm}`,
        `State:\t${row.state} (${{ R: 'running', S: 'sleeping', T: 'stopped', Z: 'zombie', D: 'disk sleep' }[row.state]})`,
        `Tgid:\t${row.pid}`,
        `Pid:\t${row.pid}`,
        `PPid:\t${row.ppid}`,
        'TracerPid:\t0',
        `Uid:\t${Array(4).fill(row.uid).join('\t')}`,
        `Gid:\t${Array(4).fill(row.uid).join('\t')}`,
        `VmSize:\t${String(vsz).padStart(8)} kB`,
        `VmRSS:\t${String(rss).padStart(8)} kB`,
        'Threads:\t1',
        '',
      ].join('\n'),
    ],
  ];
}

function meminfo(): string {
  return [
    ['MemTotal', MEMORY.totalKb],
    ['MemFree', MEMORY.freeKb],
    ['MemAvailable', MEMORY.availableKb],
    ['Buffers', MEMORY.buffersKb],
    ['Cached', MEMORY.cachedKb],
    ['SwapCached', 0],
    ['SwapTotal', 0],
    ['SwapFree', 0],
  ]
    .map(([name, kb]) => `${`${name}:`.padEnd(16)}${String(kb).padStart(8)} kB\n`)
    .join('');
}

function cpuinfo(): string {
  const core = (index: number): string =>
    [
      `processor\t: ${index}`,
      'BogoMIPS\t: 38.40',
      'Features\t: fp asimd evtstrm aes pmull sha1 sha2 crc32',
      'CPU implementer\t: 0x41',
      'CPU architecture: 8',
      'CPU variant\t: 0x0',
      'CPU part\t: 0xd03',
      'CPU revision\t: 4',
      '',
    ].join('\n');
  const cores = Array.from({ length: CORES }, (_, index) => core(index));
  return `Processor\t: AArch64 Processor rev 4 (aarch64)\n${cores.join('\n')}\nHardware\t: SIMULATED\n`;
}

/** Shared storage is sdcardfs up to 10 and FUSE from 11 on (facts, section 3). */
function mounts(api: number): string {
  const shared =
    api < 30
      ? '/data/media /storage/emulated sdcardfs rw,nosuid,nodev,noexec,noatime,fsuid=1023,fsgid=1023,gid=9997,multiuser,mask=6,derive_gid,default_normal 0 0'
      : '/dev/fuse /storage/emulated fuse rw,lazytime,nosuid,nodev,noexec,noatime,user_id=0,group_id=0,allow_other 0 0';
  return [
    '/dev/block/dm-0 / ext4 ro,seclabel,relatime,block_validity,delalloc,barrier,user_xattr 0 0',
    'tmpfs /dev tmpfs rw,seclabel,nosuid,relatime,mode=755 0 0',
    'proc /proc proc rw,relatime,gid=3009,hidepid=2 0 0',
    'sysfs /sys sysfs rw,seclabel,relatime 0 0',
    'tmpfs /mnt tmpfs rw,seclabel,nosuid,nodev,noexec,relatime,mode=755,gid=1000 0 0',
    '/dev/block/dm-1 /vendor ext4 ro,seclabel,relatime,block_validity,delalloc,barrier,user_xattr 0 0',
    '/dev/block/bootdevice/by-name/userdata /data f2fs rw,seclabel,nosuid,nodev,noatime,background_gc=on 0 0',
    'tmpfs /storage tmpfs rw,seclabel,nosuid,nodev,noexec,relatime,mode=755,gid=1000 0 0',
    shared,
    '',
  ].join('\n');
}
