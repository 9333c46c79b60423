// OverScroller.SplineOverScroller and ViewConfiguration of AOSP: friction, the tension's inflexion, and how fast it ends.
const FRICTION = 0.015;
const INFLEXION = 0.35;
const DECELERATION = Math.log(0.78) / Math.log(0.9);
const GRAVITY_EARTH = 9.80665;
const INCHES_PER_METER = 39.37;
const LOOK_AND_FEEL = 0.84;
/** ViewConfiguration: 50 and 8000 dp per second. */
const SLOWEST_DP = 50;
const FASTEST_DP = 8_000;

/** How far content goes on after a finger left it at a velocity, in pixels of a display of that density. */
export function flingDistance(pixelsPerSecond: number, density: number): number {
  const dp = density / 160;
  const speed = Math.min(Math.abs(pixelsPerSecond), FASTEST_DP * dp);
  if (!(speed >= SLOWEST_DP * dp)) return 0;
  const drag = FRICTION * GRAVITY_EARTH * INCHES_PER_METER * density * LOOK_AND_FEEL;
  const deceleration = Math.log((INFLEXION * speed) / drag);
  const distance = drag * Math.exp((DECELERATION / (DECELERATION - 1)) * deceleration);
  return Math.sign(pixelsPerSecond) * distance;
}
