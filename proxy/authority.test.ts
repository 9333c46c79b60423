import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Authority, createAuthority, subjectHashOld } from './authority.ts';

let directory: string;
let authority: Authority;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'authority-test-'));
  authority = await createAuthority(directory);
});

afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

describe('the authority of a run', () => {
  it('keeps its key for its owner', async () => {
    expect((await stat(authority.keyFile)).mode & 0o777).toBe(0o600);
  });

  it('names its file as openssl and Android do', () => {
    const argv = ['x509', '-noout', '-subject_hash_old', '-in', authority.certificateFile];
    expect(authority.subjectHashOld).toBe(execFileSync('openssl', argv).toString().trim());
    expect(subjectHashOld(authority.certificatePem)).toMatch(/^[0-9a-f]{8}$/);
  });

  it('is another one for each run', async () => {
    const other = await createAuthority(path.join(directory, 'other'));
    expect(other.certificatePem).not.toBe(authority.certificatePem);
  });
});
