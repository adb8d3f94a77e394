import { expect, test } from 'vitest';
import { onBattery } from '../../../src/engine/machine/describe-machine.ts';

type Supplies = Record<string, Record<string, string>>;

const ask = (supplies: Supplies): boolean | null =>
  onBattery(Object.keys(supplies), (name, attribute) => supplies[name]?.[attribute] ?? null);

test.each<[string, Supplies, boolean | null]>([
  ['a machine without supplies', {}, null],
  ['a desktop', { AC: { type: 'Mains', online: '1' } }, null],
  ['a plugged laptop', { AC: { type: 'Mains', online: '1' }, BAT0: { type: 'Battery', status: 'Full' } }, false],
  [
    'a laptop whose charger is too weak',
    { USBC: { type: 'USB', online: '1' }, BAT0: { type: 'Battery', status: 'Discharging' } },
    false,
  ],
  [
    'an unplugged laptop',
    { AC: { type: 'Mains', online: '0' }, BAT0: { type: 'Battery', status: 'Discharging' } },
    true,
  ],
  ['a wireless mouse', { mouse: { type: 'Battery', scope: 'Device', status: 'Discharging' } }, null],
])('%s', (_what, supplies, expected) => {
  expect(ask(supplies)).toBe(expected);
});
