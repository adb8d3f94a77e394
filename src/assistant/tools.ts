import { checkPitfallsTool } from './check-pitfalls.ts';
import { compareCommitsTool } from './compare-commits.ts';
import { generateVersionTool } from './generate-version.ts';
import { getReportTool } from './get-report.ts';
import { listFunctionsTool } from './list-functions.ts';
import { predictSpeedupTool } from './predict-speedup.ts';
import { profileFunctionTool } from './profile-function.ts';
import { profileScriptTool } from './profile-script.ts';
import { type Tool, type ToolName, toolNames } from './tool.ts';

const byName: Record<ToolName, Tool> = {
  list_functions: listFunctionsTool,
  check_pitfalls: checkPitfallsTool,
  profile_function: profileFunctionTool,
  get_report: getReportTool,
  predict_speedup: predictSpeedupTool,
  compare_commits: compareCommitsTool,
  profile_script: profileScriptTool,
  generate_parallel_version: generateVersionTool,
};

/** All tools for assistants, in the order in which they are offered. */
export const tools: readonly Tool[] = toolNames.map((name) => byName[name]);
