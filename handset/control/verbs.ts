import type { Cable } from '../adbd/cable.ts';
import type { MockLocation } from '../apps/camera/mock-location.ts';
import type { Disk } from '../shell/disk.ts';
import type { Framework } from '../system/framework.ts';
import type { TimeZone } from '../system/roms/time-zone.ts';
import { cableVerbs } from './cable-verbs.ts';
import { diskVerbs } from './disk-verbs.ts';
import { networkVerbs } from './network-verbs.ts';
import { placeVerbs } from './place-verbs.ts';
import { powerVerbs } from './power-verbs.ts';
import { processVerbs } from './process-verbs.ts';
import { timeVerbs } from './time-verbs.ts';
import type { Verb } from './verb.ts';

/** What the phone is controlled by from outside. */
export interface Controlled {
  readonly framework: Framework;
  readonly cable: Cable;
  readonly disk: Disk;
  readonly location: MockLocation;
  readonly zone: TimeZone;
}

export function controlVerbs({ framework, cable, disk, location, zone }: Controlled): readonly Verb[] {
  return [
    ...cableVerbs(cable),
    ...diskVerbs(disk),
    ...powerVerbs(framework),
    ...networkVerbs(framework),
    ...processVerbs(framework),
    ...timeVerbs(framework, zone),
    ...placeVerbs(location),
  ];
}
