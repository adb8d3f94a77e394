import { listIfThere, readIfThere } from './read-if-there.ts';

const supplies = '/sys/class/power_supply';

/**
 * Whether the machine runs on its battery, which slows processors down.
 * @param read the attribute of a supply, `null` where it has none
 * @returns `null` where this is unknown: on systems other than Linux, and on machines without a battery
 */
export function onBattery(
  names: readonly string[] = listIfThere(supplies) ?? [],
  read: (name: string, attribute: string) => string | null = (name, attribute) =>
    readIfThere(`${supplies}/${name}/${attribute}`)?.trim() ?? null,
): boolean | null {
  // A wireless mouse is a supply too, of scope Device.
  const own = names.filter((name) => read(name, 'scope') !== 'Device');
  const batteries = own.filter((name) => read(name, 'type') === 'Battery');
  if (batteries.length === 0) return null;
  if (own.some((name) => read(name, 'type') !== 'Battery' && read(name, 'online') === '1')) return false;
  return batteries.some((name) => read(name, 'status') === 'Discharging');
}
