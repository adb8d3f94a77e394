import { profileSource } from '../profile/profile-source.ts';
import type { Bench, Claims } from './bench.ts';

const BUDGET_SECONDS = 5;
/** Allowed beyond the budget, besides the one pass that every run needs. */
const BEYOND_MS = 2_000;
const FIRST_FIGURE_MS = 5_000;

const square =
  'export function square(x: number): number { let s = 0; for (let i = 0; i < 10; i++) s += x * i; return s; }';
const heavy =
  'export function heavy(x: number): number { let s = 0; for (let i = 0; i < 2e7; i++) s = (s * 31 + x + i) % 1000003; return s; }';

/** Whether a run ends with its budget, whatever the items. */
export const budget: Bench = {
  name: 'budget',
  about: 'whether a run ends with its budget, and when its first figures come',
  cases: [
    oneShape('many', '200,000 numbers', square, 'square', 'range(200_000)'),
    oneShape('most', '2,000,000 numbers', square, 'square', 'range(2_000_000)'),
    oneShape('heavy', '64 items that take long', heavy, 'heavy', 'range(64)'),
    oneShape(
      'load',
      'a module that takes a second to load',
      `const until = Date.now() + 1_000;\nwhile (Date.now() < until);\n${square}`,
      'square',
      'range(1_000)',
    ),
  ],
};

function oneShape(name: string, about: string, source: string, functionName: string, inputs: string) {
  const run = async (claims: Claims): Promise<void> => {
    const beganAtMs = performance.now();
    let serialAtMs = Number.NaN;
    let poolAtMs = Number.NaN;
    const { report } = await profileSource(source, functionName, {
      inputs,
      settings: { workers: 'auto', budgetSeconds: BUDGET_SECONDS },
      onEvent: (event) => {
        if (event.type !== 'measurement') return;
        const nowMs = performance.now() - beganAtMs;
        if (event.measurement.configuration.strategy === 'serial') serialAtMs ||= nowMs;
        else poolAtMs ||= nowMs;
      },
    });
    const tookMs = performance.now() - beganAtMs;
    claims.show(report);
    // The baseline and one pool run once, however long that takes.
    const serialMs = report.strategies[0]?.wallMs.median ?? 0;
    const poolMs = report.strategies[1]?.wallMs.median ?? 0;
    const mustMs = serialMs + poolMs;
    const beyondMs = tookMs - 1_000 * BUDGET_SECONDS;
    claims.check(
      `a run of ${about} ends within its budget of ${BUDGET_SECONDS} s, ${BEYOND_MS / 1_000} s and one pass`,
      `${(tookMs / 1_000).toFixed(1)} s (pass ${(mustMs / 1_000).toFixed(1)} s)`,
      beyondMs <= BEYOND_MS + mustMs,
    );
    claims.check(
      `its first figures come within ${FIRST_FIGURE_MS / 1_000} s and their passes`,
      `serial after ${(serialAtMs / 1_000).toFixed(1)} s, speedup after ${(poolAtMs / 1_000).toFixed(1)} s`,
      poolAtMs <= FIRST_FIGURE_MS + mustMs,
    );
  };
  return { name, about, run };
}
