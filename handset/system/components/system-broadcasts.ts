import type { Broadcasts } from './broadcasts.ts';
import { type ComponentParts, SYSTEM } from './component-parts.ts';

const ACTION = 'android.intent.action.';

/** What the system tells apps of: the charger, the battery, the clock, the screen, airplane mode. */
export function announceChanges(
  { activities, battery, clock, connectivity }: ComponentParts,
  broadcasts: Broadcasts,
): void {
  const send = (action: string): void => void broadcasts.send(SYSTEM, { action, extras: {} });
  const watched = <Value>(read: () => Value, tell: (value: Value) => void) => {
    let before = read();
    return (): void => {
      const now = read();
      if (now === before) return;
      before = now;
      tell(now);
    };
  };
  battery.onChange(
    watched(battery.powered, (on) => send(`${ACTION}ACTION_POWER_${on ? 'CONNECTED' : 'DISCONNECTED'}`)),
  );
  battery.onChange(watched(battery.low, (low) => send(`${ACTION}BATTERY_${low ? 'LOW' : 'OKAY'}`)));
  connectivity.onChange(watched(connectivity.online, () => send('android.net.conn.CONNECTIVITY_CHANGE')));
  connectivity.onChange(watched(connectivity.airplaneMode, () => send(`${ACTION}AIRPLANE_MODE`)));
  clock.onSet(() => send(`${ACTION}TIME_SET`));
  activities.power.onChange(
    watched(activities.power.awake, (awake) => send(`${ACTION}SCREEN_${awake ? 'ON' : 'OFF'}`)),
  );
}
