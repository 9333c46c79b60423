import type { KeystreamSample } from '../../helpers/detectors/shared-keystream.ts';
import type { SharedIndexes } from '../../helpers/detectors/target.ts';
import type { Finding } from '../../helpers/model/finding.ts';
import type { Sha256 } from '../../helpers/model/ids.ts';
import type { ListedStimulus } from './stimuli-list.ts';

/** What each thread is told when it starts. */
export interface WorkerOrders {
  readonly stimuli: readonly ListedStimulus[];
  /** Of these stimuli, made once for all threads. */
  readonly indexes: SharedIndexes;
  /** Pictures are read too. */
  readonly readText: boolean;
}

export interface ToWorker {
  readonly name: string;
  readonly file: string;
}

/** What one file holds. With a gap it was looked through in part, or not at all when `looked` is false. */
export interface FromWorker {
  readonly name: string;
  readonly bytes: number;
  readonly looked: boolean;
  readonly findings: readonly Finding[];
  readonly gaps: readonly string[];
  /** Of a file of which nobody can read something, and in which nothing was found. */
  readonly unread?: { readonly sample: KeystreamSample; readonly sha256: Sha256 };
}
