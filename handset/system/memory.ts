/** The phone's memory, as `/proc/meminfo` and `top` tell it: numbers of a phone with 4 GB, which do not change. */
export const MEMORY = {
  totalKb: 3_809_340,
  freeKb: 145_392,
  availableKb: 1_790_512,
  buffersKb: 76_108,
  cachedKb: 1_402_764,
} as const;
