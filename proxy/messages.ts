import type { HarnessErrorCode } from '../helpers/model/harness-error.ts';
import type { Authority } from './authority.ts';
import type { Mitmdump } from './mitmdump/find-mitmdump.ts';

export const ENGINE_NAMES = ['mockttp', 'mitmdump'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

/** What reads the traffic: mockttp, which is built in, or a mitmdump that is installed. */
export type EngineChoice =
  | { readonly kind: 'mockttp' }
  | ({ readonly kind: 'mitmdump' /** Beside the tap. */; readonly tunnel?: Tunnel } & Mitmdump);

/** Where mitmdump takes what an app sends past the proxy, by the phone's WireGuard app. */
export interface Tunnel {
  /** Of this machine, in the phone's network. */
  readonly address: string;
  /** For UDP. */
  readonly port: number;
  /** The package whose traffic the phone is to lead there. */
  readonly app: string;
  /** Whether HTTP/3 is taken apart; without, QUIC is datagrams like others. */
  readonly http3: boolean;
}

/** Planted faults, for tests of the harness: the verdicts must notice them. */
export type Blindness = 'tls-passthrough' | 'records-nothing';

/** An address of this machine at which the proxy is reached too, from one other address only. */
export interface Listen {
  readonly address: string;
  readonly from: string;
}

/** What the engine's process is told when it starts. */
export interface EngineOptions {
  readonly engine: EngineChoice;
  readonly bundleDirectory: string;
  /** Where the engine keeps the authority that it makes for this run. */
  readonly authorityDirectory: string;
  readonly upstreamProxyUrl?: string;
  /** Trusted beside the usual ones when an origin shows its certificate. */
  readonly upstreamAuthorityFile?: string;
  readonly forwards: readonly { readonly host: string; readonly to: string }[];
  /** 0: a free one. */
  readonly port: number;
  readonly listen?: Listen;
  /** So long nothing of a new connection is led on; absent: at once. */
  readonly holdMs?: number;
  readonly blind?: Blindness;
}

export type ToEngine =
  | { readonly kind: 'start'; readonly options: EngineOptions }
  | { readonly kind: 'settle'; readonly request: number; readonly timeoutMs: number }
  | { readonly kind: 'stop' };

export type FromEngine =
  | { readonly kind: 'ready'; readonly port: number; readonly authority: Authority }
  | { readonly kind: 'settled'; readonly request: number }
  | {
      readonly kind: 'stopped';
      readonly flows: number;
      readonly connections: number;
      readonly refused: number;
    }
  | { readonly kind: 'failed'; readonly code: HarnessErrorCode; readonly why: string };
