import { z } from 'zod';
import {
  type Canary,
  CIRCUMSTANCES,
  type Delivery,
  IMAGE_SAVERS,
  PROCESS_STATES,
  STIMULUS_KINDS,
  type Stimulus,
} from '../../model/stimulus.ts';
import { count, listOf, moment, scenarioId, schemaOf, sha256, stimulusId, text } from './fields.ts';

function canaryOf<Kind extends Canary['kind']>(kind: Kind) {
  return z.strictObject({ kind: z.literal(kind), value: text });
}

const canary = z.discriminatedUnion('kind', [
  canaryOf('digits'),
  canaryOf('text'),
  canaryOf('qr-code'),
  canaryOf('pattern-key'),
  canaryOf('file-name'),
  canaryOf('position'),
  canaryOf('time'),
]) satisfies z.ZodType<Canary>;

const delivery = z.discriminatedUnion('kind', [
  schemaOf<Extract<Delivery, { kind: 'delivered' }>>()({
    kind: z.literal('delivered'),
    path: text,
    mediaStoreRow: text,
    bytes: count,
    sha256,
    at: moment,
  }),
  schemaOf<Extract<Delivery, { kind: 'undelivered' }>>()({
    kind: z.literal('undelivered'),
    because: text,
    at: moment,
  }),
]) satisfies z.ZodType<Delivery>;

/** A line of `stimuli.jsonl`. */
export const stimulusSchema = schemaOf<Stimulus>()({
  id: stimulusId,
  scenario: scenarioId,
  kind: z.enum(STIMULUS_KINDS),
  savedBy: z.enum(IMAGE_SAVERS).exactOptional(),
  made: text,
  requested: moment,
  canaries: listOf(canary),
  unmarked: sha256.exactOptional(),
  processState: z.enum(PROCESS_STATES),
  processStateProof: text,
  circumstances: listOf(z.enum(CIRCUMSTANCES)).exactOptional(),
  circumstancesProof: text.exactOptional(),
  delivery,
}) satisfies z.ZodType<Stimulus>;
