import type { Comparison } from '../src/model/comparison.ts';
import type { Report } from '../src/model/report.ts';
import type { ScriptComparison } from '../src/model/script-comparison.ts';
import type { ScriptProgress } from '../src/model/script-progress.ts';
import type { ScriptReport } from '../src/model/script-report.ts';
import { applyRunEvent } from '../src/report/run-state.ts';
import type { RunState } from '../src/report/run-state.ts';
import type { Problem, RunHistory, ToPanel } from './protocol.ts';

export type PageState =
  | { kind: 'waiting' }
  | { kind: 'empty' }
  | { kind: 'running'; run: RunState }
  | { kind: 'report'; report: Report; trusted: boolean; outdated: boolean; history: RunHistory | null }
  | { kind: 'runningScript'; progress: ScriptProgress }
  | { kind: 'script'; report: ScriptReport; trusted: boolean; history: RunHistory | null }
  | { kind: 'comparison'; comparison: Comparison }
  | { kind: 'scriptComparison'; comparison: ScriptComparison }
  | { kind: 'unreadable'; message: string }
  | { kind: 'problem'; problem: Problem };

/** Returns the state after a message. Ignores the events of a run that is not shown. */
export function nextPageState(state: PageState, message: ToPanel): PageState {
  switch (message.type) {
    case 'empty':
      return { kind: 'empty' };
    case 'run':
      return { kind: 'running', run: message.run };
    case 'live':
      return state.kind === 'running'
        ? { kind: 'running', run: message.events.reduce(applyRunEvent, state.run) }
        : state;
    case 'report':
      return { kind: 'report', report: message.report, trusted: message.trusted, outdated: false, history: null };
    case 'scriptRun':
      return { kind: 'runningScript', progress: message.progress };
    case 'script':
      return { kind: 'script', report: message.report, trusted: message.trusted, history: null };
    case 'history':
      return state.kind === 'report' || state.kind === 'script' ? { ...state, history: message.history } : state;
    case 'code':
      return state.kind === 'report' ? { ...state, outdated: message.outdated } : state;
    case 'comparison':
      return { kind: 'comparison', comparison: message.comparison };
    case 'scriptComparison':
      return { kind: 'scriptComparison', comparison: message.comparison };
    case 'unreadable':
      return { kind: 'unreadable', message: message.message };
    case 'problem': {
      const { type: kind, ...problem } = message;
      return { kind, problem };
    }
  }
}
