import { type Authorization, type Challenge, createChallenge, parseHostKey } from './authorization.ts';
import type { DaemonTraits } from './features.ts';
import { AUTH, CNXN, type Packet, ProtocolError } from './packets.ts';

export interface HandshakeParts {
  readonly traits: DaemonTraits;
  /** `device::ro.product.name=…;features=…` */
  readonly banner: string;
  /** Absent: whoever connects may use the phone, as with `ro.adb.secure=0`. */
  readonly authorization?: Authorization;
  send(packet: { command: number; arg0: number; arg1: number; payload: Buffer }): void;
  log(line: string): void;
}

/** What a host has said of itself. */
export interface Peer {
  readonly protocol: number;
  readonly largestPayload: number;
  readonly features: ReadonlySet<string>;
}

/** What an AUTH packet is about: its first argument (AOSP adb/protocol.txt). */
const AUTH_TOKEN = 1;
const AUTH_SIGNATURE = 2;
const AUTH_PUBLIC_KEY = 3;
/** A host has a handful of keys; the daemon of a phone slows down from here on (adb.cpp, failed_auth_attempts). */
const MOST_SIGNATURES = 256;

/** The greeting of a connection, with authorization where the phone asks for it. */
export class Handshake {
  readonly #parts: HandshakeParts;
  #introduced: Peer | undefined;
  #challenge: Challenge | undefined;
  #signatures = 0;
  #asked = false;
  #greeted = false;

  constructor(parts: HandshakeParts) {
    this.#parts = parts;
  }

  /** Who may open streams; `undefined` before that. */
  get peer(): Peer | undefined {
    return this.#greeted ? this.#introduced : undefined;
  }

  /** What the host said of itself, whether it may open streams or not. */
  get introduced(): Peer | undefined {
    return this.#introduced;
  }

  handle(packet: Packet): void {
    if (this.#greeted) throw new ProtocolError('the peer introduces itself again');
    if (packet.command === CNXN) this.#introduce(packet);
    else this.#authorize(packet);
  }

  #introduce({ arg0, arg1, payload }: Packet): void {
    const { traits, authorization } = this.#parts;
    this.#introduced = {
      protocol: Math.min(arg0, traits.protocol),
      largestPayload: Math.max(1, Math.min(arg1, traits.largestPayload)),
      features: featuresIn(payload.toString('latin1')),
    };
    if (authorization === undefined) this.#greet();
    else this.#challengeHost();
  }

  #challengeHost(): void {
    this.#challenge = createChallenge();
    this.#parts.send({ command: AUTH, arg0: AUTH_TOKEN, arg1: 0, payload: this.#challenge.token });
  }

  /** The host signs with each of its keys in turn; when none was known, it sends one for the owner to allow. */
  #authorize({ arg0, payload }: Packet): void {
    const { authorization } = this.#parts;
    if (authorization === undefined || this.#challenge === undefined)
      throw new ProtocolError('the peer answers a challenge that it was not given');
    if (arg0 === AUTH_SIGNATURE) {
      this.#signatures += 1;
      if (this.#signatures > MOST_SIGNATURES) throw new ProtocolError('the peer tries too many keys');
      const known = this.#challenge.isSignedBy(payload, authorization.keys);
      return known ? this.#greet() : this.#challengeHost();
    }
    if (arg0 !== AUTH_PUBLIC_KEY) throw new ProtocolError(`an unknown kind of authorization, ${arg0}`);
    this.#askFor(parseHostKey(payload), authorization);
  }

  #askFor(key: string, authorization: Authorization): void {
    if (this.#asked) throw new ProtocolError('the peer asks for a second key');
    this.#asked = true;
    this.#parts.log(`a host asks to be allowed: ${key.split(' ')[1] ?? 'without a name'}`);
    void authorization.ask(key).then((allowed) => {
      if (!allowed || this.#greeted) return;
      authorization.keys.add(key);
      this.#greet();
    });
  }

  #greet(): void {
    const { traits, banner, send } = this.#parts;
    this.#greeted = true;
    const { protocol = traits.protocol, largestPayload = traits.largestPayload } = this.#introduced ?? {};
    send({ command: CNXN, arg0: protocol, arg1: largestPayload, payload: Buffer.from(banner) });
  }
}

/** `host::features=a,b` or `host::name=x;features=a,b;`, as parse_banner of adb.cpp takes it apart. */
function featuresIn(banner: string): ReadonlySet<string> {
  const properties = banner.replace(/\0$/, '').split(':')[2] ?? '';
  const features = properties.split(';').find((one) => one.startsWith('features='));
  return new Set(features?.slice('features='.length).split(','));
}
