/** A name of the tz database as a phone may have it; what is none is not handed to its shell. */
export function isZone(name: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/.test(name);
}

/** A zone in which the clock on the wall shows `hour` when it is `utcHour` in UTC. POSIX counts west as positive: Etc/GMT-8 is UTC+8. */
export function zoneWhereItIs(hour: number, utcHour: number): string {
  const ahead = (((hour - utcHour) % 24) + 24) % 24;
  // From UTC-12 on: all of these are in the database, as UTC+12 and later need not be.
  const offset = ahead > 11 ? ahead - 24 : ahead;
  if (offset === 0) return 'Etc/GMT';
  return offset > 0 ? `Etc/GMT-${offset}` : `Etc/GMT+${-offset}`;
}
