import { z } from 'zod';
import { loadDefault } from '../load-module.ts';
import type { InternetHost } from './host.ts';

const code = (say: string) => z.custom<unknown>((value) => typeof value === 'function', { error: say });
const ports = (say: string) =>
  z
    .record(z.string().regex(/^\d{1,5}$/, { error: 'say ports as numbers' }), code(say), { error: say })
    .exactOptional();

// `satisfies` has the compiler ask for a line here when the interface gets a field.
const HOST = z.strictObject(
  {
    name: z
      .string({ error: 'clients ask for it by its name: give one' })
      .regex(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/, {
        error: 'give a name of small letters, such as api.example.com',
      }),
    address: z
      .string({ error: 'give an IPv4 address, or leave it out' })
      .regex(/^(?:\d{1,3}\.){3}\d{1,3}$/, { error: 'give an IPv4 address, or leave it out' })
      .exactOptional(),
    handle: code('it answers requests: give a function, or leave it out').exactOptional(),
    tls: z
      .enum([
        'ordinary',
        'http/1.1 only',
        'TLS 1.2 only',
        'expired',
        'another name',
        'self-signed',
        'no intermediate',
      ])
      .exactOptional(),
    tcp: ports('it takes connections: give a function for each port'),
    overTls: ports('it takes connections: give a function for each port'),
    udp: ports('it answers datagrams: give a function for each port'),
  } satisfies Record<keyof InternetHost, z.ZodType>,
  {
    error: (issue) =>
      issue.code === 'invalid_type' ? 'give an object with a name and what it answers' : undefined,
  },
);
const HOSTS = z.array(HOST, { error: 'export a list of hosts as the default' });

/**
 * Loads hosts of the internet from files outside of the project, each exporting a list of them as its default. Rejects
 * with everything that is wrong with all of them.
 */
export async function loadInternetModules(files: readonly string[]): Promise<readonly InternetHost[]> {
  const hosts: InternetHost[] = [];
  const refusals: string[] = [];
  for (const file of files) {
    const exported = await loadDefault(file).catch((error: unknown) => error);
    const { error } = HOSTS.safeParse(exported);
    const complaints =
      exported instanceof Error
        ? [`it could not be loaded: ${exported.message}`]
        : (error?.issues ?? []).map(
            ({ path, message }) => `${path.join('.') || 'the default export'}: ${message}`,
          );
    if (complaints.length === 0) hosts.push(...(exported as readonly InternetHost[]));
    else
      refusals.push(
        `--internet-module=${file} has no hosts:\n${complaints.map((one) => `  ${one}`).join('\n')}`,
      );
  }
  if (refusals.length > 0)
    throw new Error(`${refusals.join('\n')}\nMend this; handset/internet/host.ts has the types.`);
  return hosts;
}
