/** Brands what must not be mixed up. Each brand is made in its one parse function, nowhere else. */
declare const brand: unique symbol;
type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };

export type Sha256 = Branded<string, 'Sha256'>;
export type ClaimId = Branded<string, 'ClaimId'>;
export type ScenarioId = Branded<string, 'ScenarioId'>;
export type StimulusId = Branded<string, 'StimulusId'>;
export type ArtifactId = Branded<string, 'ArtifactId'>;
export type FlowId = Branded<string, 'FlowId'>;

const WORD = /^[a-z0-9][a-z0-9-]{0,79}$/;

/** Parses 64 lower-case hex digits; throws a `TypeError` on anything else. */
export function parseSha256(text: string): Sha256 {
  if (!/^[0-9a-f]{64}$/.test(text))
    throw new TypeError(`not a SHA-256 in lower-case hex: ${JSON.stringify(text)}`);
  return text as Sha256;
}

export function parseClaimId(text: string): ClaimId {
  return word(text, 'claim id') as ClaimId;
}

export function parseScenarioId(text: string): ScenarioId {
  return word(text, 'scenario id') as ScenarioId;
}

export function parseStimulusId(text: string): StimulusId {
  return word(text, 'stimulus id') as StimulusId;
}

export function parseArtifactId(text: string): ArtifactId {
  return word(text, 'artifact id') as ArtifactId;
}

export function parseFlowId(text: string): FlowId {
  return word(text, 'flow id') as FlowId;
}

function word(text: string, name: string): string {
  if (!WORD.test(text)) throw new TypeError(`not a ${name} (a-z, 0-9 and dashes): ${JSON.stringify(text)}`);
  return text;
}
