import { randomBytes } from 'node:crypto';
import { copyFile, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import type { AnyReport } from '../../model/any-report.ts';
import type { Report } from '../../model/report.ts';
import type { ScriptReport } from '../../model/script-report.ts';
import { formatCsv } from '../../report/formats/format-csv.ts';
import { formatHtml } from '../../report/formats/format-html.ts';
import { formatMarkdown } from '../../report/formats/format-markdown.ts';
import { formatScriptMarkdown } from '../../report/formats/format-script-markdown.ts';
import { formatScriptTrace } from '../../report/formats/format-script-trace.ts';
import { formatTrace } from '../../report/formats/format-trace.ts';
import { writeWhole } from '../../profile/write-whole.ts';
import type { ExportFormat } from '../../../webview/protocol.ts';
import type { PanelFiles } from '../panel/panel-page.ts';
import { plainNotice } from '../run/plain-notice.ts';
import type { RunGate } from '../run/run-gate.ts';

interface Export {
  /** Label in the file dialog. */
  label: string;
  extension: string;
  write: (report: Report, files: PanelFiles) => string | Promise<string>;
}

const exports: Record<Exclude<ExportFormat, 'cpuprofile'>, Export> = {
  html: {
    label: vscode.l10n.t('Web page'),
    extension: 'html',
    write: async (report, { script, style }) =>
      formatHtml(report, {
        script: await readFile(script, 'utf8'),
        css: await readFile(style, 'utf8'),
        nonce: randomBytes(16).toString('base64url'),
      }),
  },
  json: {
    label: vscode.l10n.t('Report'),
    extension: 'parallel.json',
    write: (report) => `${JSON.stringify(report, null, 2)}\n`,
  },
  markdown: { label: 'Markdown', extension: 'md', write: formatMarkdown },
  csv: { label: vscode.l10n.t('Comma-separated values'), extension: 'csv', write: formatCsv },
  trace: {
    label: vscode.l10n.t('Trace for chrome://tracing and Perfetto'),
    extension: 'trace.json',
    write: formatTrace,
  },
};

type FormatItem<Format> = vscode.QuickPickItem & { format: Format };

/** Returns the export formats of a report as a list to pick from. */
export function exportFormatsOf({ cpuProfiles }: Report): FormatItem<ExportFormat>[] {
  return formatItems(Object.keys(exports) as (keyof typeof exports)[], cpuProfiles);
}

function formatItems<Format extends keyof typeof exports>(
  formats: readonly Format[],
  cpuProfiles: readonly string[],
): FormatItem<Format | 'cpuprofile'>[] {
  return [
    ...formats.map((format) => ({
      label: exports[format].label,
      description: `.${exports[format].extension}`,
      format,
    })),
    ...(cpuProfiles.length > 0
      ? [{ label: vscode.l10n.t('CPU profiles'), description: '.cpuprofile', format: 'cpuprofile' as const }]
      : []),
  ];
}

/** Asks for a file, writes the report to it, and offers to open it. */
export async function writeExport(
  report: Report,
  format: ExportFormat,
  files: PanelFiles,
  gate: RunGate,
): Promise<void> {
  if (format === 'cpuprofile') {
    await copyCpuProfiles(report, report.target.name, gate);
    return;
  }
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(report.target.file))?.uri.fsPath;
  const content = await exports[format].write(report, files);
  await save(report.target.name, folder ?? gate.folderFor(report), exports[format], content, format);
}

/** Formats in which the report of a command can be written. */
const scriptExports = {
  html: async (report, { script, style }) =>
    formatHtml(report, {
      script: await readFile(script, 'utf8'),
      css: await readFile(style, 'utf8'),
      nonce: randomBytes(16).toString('base64url'),
    }),
  json: (report) => `${JSON.stringify(report, null, 2)}\n`,
  markdown: formatScriptMarkdown,
  trace: formatScriptTrace,
} satisfies Partial<Record<ExportFormat, (report: ScriptReport, files: PanelFiles) => string | Promise<string>>>;

type ScriptFormat = keyof typeof scriptExports | 'cpuprofile';

/** Returns the export formats of the report of a command as a list to pick from. */
export function scriptExportFormats({ cpuProfiles }: ScriptReport): FormatItem<ScriptFormat>[] {
  return formatItems(Object.keys(scriptExports) as (keyof typeof scriptExports)[], cpuProfiles);
}

/** Whether the report of a command can be written in a format. */
export function isScriptFormat(format: ExportFormat): format is ScriptFormat {
  return format === 'cpuprofile' || Object.hasOwn(scriptExports, format);
}

/** Asks for a file, writes the report of a command to it, and offers to open it. */
export async function writeScriptExport(
  report: ScriptReport,
  format: ScriptFormat,
  files: PanelFiles,
  gate: RunGate,
): Promise<void> {
  const name = report.command.join(' ');
  if (format === 'cpuprofile') {
    await copyCpuProfiles(report, name, gate);
    return;
  }
  const content = await scriptExports[format](report, files);
  await save(name, report.cwd, exports[format], content, format);
}

/** @param name of what was profiled, from which the file gets its name */
async function save(
  name: string,
  folder: string,
  { label, extension }: Pick<Export, 'label' | 'extension'>,
  content: string,
  format: ExportFormat,
): Promise<void> {
  const file = `${name.replace(/[^\w.-]+/g, '-')}.${extension}`;
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export the report of {0}', name),
    defaultUri: vscode.Uri.file(join(folder, file)),
    filters: { [label]: [extension.split('.').at(-1) ?? extension] },
  });
  if (!target) return;
  await writeWhole(target.fsPath, content);
  const open = vscode.l10n.t('Open');
  const answer = await vscode.window.showInformationMessage(vscode.l10n.t('Wrote {0}.', basename(target.fsPath)), open);
  if (answer !== open) return;
  if (format === 'html') await vscode.env.openExternal(target);
  // Opens it in the editor for its file extension, so that a report opens as a report.
  else await vscode.commands.executeCommand('vscode.open', target);
}

/** Copies the CPU profiles into a folder; some may be from another machine or deleted. */
async function copyCpuProfiles(report: AnyReport, name: string, gate: RunGate): Promise<void> {
  const { cpuProfiles } = report;
  const [folder] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Copy the CPU profiles of {0} to', name),
      openLabel: vscode.l10n.t('Copy Here'),
      canSelectFiles: false,
      canSelectFolders: true,
    })) ?? [];
  if (!folder) return;
  const copies = await Promise.allSettled(
    cpuProfiles.map(async (file) => {
      if (!(await gate.mayCopy(file, report))) throw new Error(`${file} is no CPU profile of this workspace.`);
      await copyFile(file, join(folder.fsPath, basename(file)));
    }),
  );
  const missing = cpuProfiles.filter((_, index) => copies[index]?.status === 'rejected');
  const copied = vscode.l10n.t(
    'Copied {0} of {1} CPU profiles to {2}.',
    copies.length - missing.length,
    copies.length,
    folder.fsPath,
  );
  if (missing.length === 0) void vscode.window.showInformationMessage(copied);
  else
    void vscode.window.showWarningMessage(
      vscode.l10n.t('{0} Missing: {1}', copied, missing.map(plainNotice).join(', ')),
    );
}
