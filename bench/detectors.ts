import { createHash, randomBytes } from 'node:crypto';
import { deflateSync, gzipSync } from 'node:zlib';
import { unwrap } from '../helpers/decode/unwrap.ts';
import { buildDisguiseIndex } from '../helpers/detectors/disguise/disguise-index.ts';
import { detectDisguisedRun } from '../helpers/detectors/disguised-run.ts';
import { detectLiteralRun } from '../helpers/detectors/literal-run.ts';
import { buildWindowIndex } from '../helpers/detectors/window-index.ts';
import { parseStimulusId } from '../helpers/model/ids.ts';

/**
 * `npm run bench:detectors [-- <runs>]`: how fast a file is searched for literal runs, and for disguised ones as well, where it has
 * none, against this machine's SHA-256; and how fast contents of several kinds are unwrapped. The file is random and so are
 * the stimuli: neither is kinder to the index than compressed pictures are. Times are the processor's, so that what else the
 * machine does matters little, and each pass is held against a SHA-256 of the same file just before it.
 */
const MEGABYTE = 1024 * 1024;
const FILE_MEGABYTES = 64;
const STIMULI = 8;

/** In form a PNG: what is searched are its pixels, already compressed. */
function picture(bytes: number): Uint8Array {
  const pixels = deflateSync(randomBytes(bytes), { level: 0 });
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(pixels.length);
  frame.write('IDAT', 4, 'latin1');
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), frame, pixels, Buffer.alloc(4)]);
}

function seconds(work: () => void): number {
  const began = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1e6;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const runs = Number(process.argv[2] ?? 5);
const stimuli = Array.from({ length: STIMULI }, (_, at) => ({
  id: parseStimulusId(`stimulus-${at}`),
  bytes: picture(MEGABYTE),
}));
const file = randomBytes(FILE_MEGABYTES * MEGABYTE);
const index = buildWindowIndex(stimuli);
const disguises = buildDisguiseIndex(stimuli);
const rate = (megabytes: number, taken: readonly number[]): string => (megabytes / median(taken)).toFixed(0);
const print = (line: string): boolean => process.stdout.write(`${line}\n`);

/** What one pass takes, and what share of SHA-256's rate it reaches, each time against a hash of its own. */
function pass(name: string, work: () => readonly unknown[]): void {
  const scan = (): void => {
    if (work().length > 0) throw new Error('a random file holds no stimulus');
  };
  scan(); // Warm.
  const taken: number[] = [];
  const shares: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const hashing = seconds(() => createHash('sha256').update(file).digest());
    const scanning = seconds(scan);
    taken.push(scanning);
    shares.push(hashing / scanning);
  }
  print(`${name}: ${rate(FILE_MEGABYTES, taken)} MB/s, ${median(shares).toFixed(2)} of SHA-256's rate`);
}

print(`${STIMULI} stimuli of 1 MB, a random file of ${FILE_MEGABYTES} MB, median of ${runs} runs`);
const hashing = Array.from({ length: runs }, () => seconds(() => createHash('sha256').update(file).digest()));
print(`sha256: ${rate(FILE_MEGABYTES, hashing)} MB/s`);
const building = Array.from({ length: runs }, () => seconds(() => buildWindowIndex(stimuli)));
print(`index: ${rate(STIMULI, building)} MB/s (${median(building).toFixed(2)} s)`);
const disguising = Array.from({ length: runs }, () => seconds(() => buildDisguiseIndex(stimuli)));
print(`index of disguises: ${rate(STIMULI, disguising)} MB/s (${median(disguising).toFixed(2)} s)`);
pass('literal-run', () => detectLiteralRun(index, file));
pass('literal-run and disguised-run', () => [
  ...detectLiteralRun(index, file),
  ...detectDisguisedRun(disguises, file),
]);

/** What apps keep and send, 16 MB of each. */
const LOG = '2019-02-16 10:20:30 started something in /the/folder with {"a":"b\\n"}\n';
const KINDS: readonly (readonly [string, () => Uint8Array])[] = [
  ['random bytes', () => randomBytes(16 * MEGABYTE)],
  ['zeros', () => Buffer.alloc(16 * MEGABYTE)],
  ['lines of a log', () => Buffer.from(LOG.repeat(Math.ceil((16 * MEGABYTE) / LOG.length)))],
  ['base64', () => Buffer.from(randomBytes(12 * MEGABYTE).toString('base64'))],
  ['a list of numbers', () => Buffer.from(JSON.stringify([...randomBytes(4 * MEGABYTE)]))],
  ['gzip of base64', () => gzipSync(randomBytes(12 * MEGABYTE).toString('base64'), { level: 1 })],
];
for (const [kind, make] of KINDS) {
  const content = make();
  const taken = Array.from({ length: runs }, () => seconds(() => unwrap(content)));
  const megabytes = content.length / MEGABYTE;
  print(`unwrapping ${kind}: ${rate(megabytes, taken)} MB/s (${median(taken).toFixed(2)} s)`);
}
