/** Runs each function of `effects.ts` under its own audit, in this process, and prints what was found. */
import { EffectsAudit } from '../../../../src/engine/host/effects-audit.ts';
import { effects, silent, type Places } from './effects.ts';

const [folder = '', port = '0'] = process.argv.slice(2);
const places: Places = { folder, port: Number(port) };
const found: Record<string, unknown> = {};
for (const [name, call] of Object.entries({ ...effects, ...silent })) {
  const audit = new EffectsAudit();
  await call(places);
  found[name] = audit.end();
}
console.log(JSON.stringify(found));
process.exit();
