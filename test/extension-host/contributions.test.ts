import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import * as contributions from '../../src/extension/contributions.ts';

interface Manifest {
  contributes: {
    commands: { command: string; title: string }[];
    menus: Record<string, ({ command: string; when?: string } | { submenu: string; when?: string })[]>;
    submenus: { id: string }[];
    keybindings: { command: string; when?: string }[];
    walkthroughs: { steps: { description: string; media: { image: string }; completionEvents: string[] }[] }[];
    jsonValidation: { url: string }[];
    configuration: { properties: Record<string, { default: unknown; markdownDescription?: string }> };
  };
  extensionKind: string[];
  capabilities: {
    untrustedWorkspaces: { supported: unknown; description: string; restrictedConfigurations: string[] };
    virtualWorkspaces: { supported: unknown; description: string };
  };
}

const own = (): vscode.Extension<unknown> => {
  const extension = vscode.extensions.getExtension('parallel-profiler.parallel-profiler');
  assert.ok(extension, 'the extension is installed');
  return extension;
};
const folder = (): string => own().extensionPath;
/** As the editor has read it, with the texts of package.nls.json in their places. */
const manifest = (): Manifest => own().packageJSON as Manifest;

/** Commands of menus and keys. */
const entries = ({ contributes: { menus, keybindings } }: Manifest): { command: string; when?: string }[] => [
  ...Object.values(menus)
    .flat()
    .filter((entry) => 'command' in entry),
  ...keybindings,
];

describe('contributions', () => {
  it('declare in package.json exactly the commands that the code knows', () => {
    assert.deepEqual(
      manifest()
        .contributes.commands.map(({ command }) => command)
        .sort(),
      Object.values(contributions.commands).sort(),
    );
  });

  it('have no menu entry for an unknown command', () => {
    const known = new Set<string>(Object.values(contributions.commands));
    assert.deepEqual(
      entries(manifest()).filter(({ command }) => !known.has(command)),
      [],
    );
  });

  it('use only context keys that the code sets', () => {
    const known = new Set<string>([
      ...Object.values(contributions.contextKeys),
      contributions.panelViewType,
      contributions.reportViewType,
      contributions.functionsViewId,
      ...manifest().contributes.submenus.map(({ id }) => id),
    ]);
    const used = JSON.stringify(manifest().contributes.menus).match(/parallelProfiler\.\w+/g) ?? [];
    const commands = new Set<string>(Object.values(contributions.commands));
    assert.deepEqual(
      used.filter((name) => !known.has(name) && !commands.has(name)),
      [],
    );
  });

  it('declare exactly the settings that the code reads, each with a default and a description', () => {
    const { properties } = manifest().contributes.configuration;
    assert.deepEqual(
      Object.keys(properties).sort(),
      contributions.settingNames.map((name) => `${contributions.settingsSection}.${name}`).sort(),
    );
    for (const [name, property] of Object.entries(properties)) {
      assert.notEqual(property.default, undefined, `${name} has a default`);
      assert.ok((property.markdownDescription ?? '').length > 20, `${name} is described`);
    }
  });

  it('let only a trusted workspace decide what is executed', () => {
    const { untrustedWorkspaces } = manifest().capabilities;
    assert.equal(untrustedWorkspaces.supported, 'limited');
    assert.deepEqual(untrustedWorkspaces.restrictedConfigurations, [
      'parallelProfiler.nodePath',
      'parallelProfiler.redisUrl',
    ]);
    const running: string[] = [
      contributions.commands.profile,
      contributions.commands.profileWithInputs,
      contributions.commands.recordInputs,
      contributions.commands.profileAgain,
      contributions.commands.profileLast,
      contributions.commands.profileFile,
      contributions.commands.compareWithCommit,
      contributions.commands.profileScript,
    ];
    for (const { command, when } of entries(manifest()).filter((entry) => running.includes(entry.command)))
      assert.match(when ?? '', /isWorkspaceTrusted/, command);
  });

  it('run where the code is, and only if it is on a disk', () => {
    const { extensionKind, capabilities } = manifest();
    assert.deepEqual(extensionKind, ['workspace']);
    assert.equal(capabilities.virtualWorkspaces.supported, false);
    for (const { description } of Object.values(capabilities)) assert.ok(description.length > 40, description);
  });

  it('have a walkthrough whose pictures and commands exist', () => {
    const known = new Set<string>(Object.values(contributions.commands));
    const [walkthrough] = manifest().contributes.walkthroughs;
    const steps = walkthrough?.steps ?? [];
    assert.equal(steps.length, 4);
    for (const { description, media, completionEvents } of steps) {
      assert.ok(existsSync(join(folder(), media.image)), media.image);
      const named = `${description} ${completionEvents.join(' ')}`.match(/(?<=[cC]ommand:)[\w.]+/g) ?? [];
      assert.ok(named.length > 0, 'each step has something to do');
      for (const command of named) assert.ok(known.has(command), command);
    }
  });

  it('have a text for every key', () => {
    const read = JSON.stringify(manifest());
    assert.deepEqual(read.match(/"%[^"%]+%"/g) ?? [], []);
    assert.ok(read.includes('"title":"Profile in parallel"'));
  });

  it('include the schema of the team file', () => {
    for (const { url } of manifest().contributes.jsonValidation) assert.ok(existsSync(join(folder(), url)), url);
  });

  it('register every command', async () => {
    await vscode.extensions.getExtension('parallel-profiler.parallel-profiler')?.activate();
    const registered = await vscode.commands.getCommands(true);
    for (const command of Object.values(contributions.commands)) assert.ok(registered.includes(command), command);
  });
});
