export interface Kernel {
  readonly release: string;
  readonly builder: string;
  readonly version: string;
}

/**
 * The kernel that phones of a version came with: the lowest that Android allowed to launch (source.android.com,
 * "Android common kernels"), named as theirs are (`-gki` branches from 5.10 on) and ending in SIMULATED.
 */
const RELEASES: readonly (readonly [api: number, release: string])[] = [
  [27, '4.4.78-SIMULATED'],
  [28, '4.9.112-SIMULATED'],
  [29, '4.14.117-SIMULATED'],
  [30, '4.19.113-SIMULATED'],
  [33, '5.10.149-android13-4-SIMULATED'],
  [34, '5.15.110-android14-11-SIMULATED'],
  [36, '6.12.23-android16-5-SIMULATED'],
];

export function kernelOf(api: number): Kernel {
  const release = RELEASES.findLast(([since]) => since <= api)?.[1] ?? '4.4.78-SIMULATED';
  return {
    release,
    builder: 'telltale@handset',
    version: '#1 SMP PREEMPT Thu Jan 1 00:00:00 UTC 2015',
  };
}
