import { readFile, writeFile } from 'node:fs/promises';
import { SourceMap } from 'node:module';
import { join, sep } from 'node:path';
import type { MappedModule, ModuleMap } from '../loading/module-map.ts';

/** Lines before those of the first file. Few files that are not numbered have as many. */
const FREE_LINES = 50_000;

/** A file of the user as it ran, with line numbers that no other file has. */
export interface NumberedFile {
  /** Absolute path of the user's file. */
  file: string;
  /** The line number of its first line, counted from 0. */
  firstLine: number;
  /** The code that ran. */
  lines: readonly string[];
  /** `null` if it ran as written. */
  map: SourceMap | null;
}

/**
 * Writes a copy of a module map and of its code in which each line number occurs in one file only: blank lines precede
 * the code. V8 counts samples of an inlined function in the node of its caller, with the line number in its own file but
 * without the name of the file.
 * @param folder absolute path of an empty folder
 */
export async function numberLines(
  mapFile: string,
  folder: string,
): Promise<{ mapFile: string; files: readonly NumberedFile[] }> {
  const map = JSON.parse(await readFile(mapFile, 'utf8')) as ModuleMap;
  const files: NumberedFile[] = [];
  let nextLine = FREE_LINES;
  const number = async (file: string, codeFile: string): Promise<string> => {
    const code = await readFile(codeFile, 'utf8');
    // Such a line has to be the first.
    if (code.startsWith('#!')) return codeFile;
    const withoutMap = code.replace(inlineMap, '');
    const lines = withoutMap.split(/\r\n|[\n\r\u2028\u2029]/);
    files.push({ file, firstLine: nextLine, lines, map: readInlineMap(code) });
    const copy = join(folder, `${files.length}.js`);
    await writeFile(copy, '\n'.repeat(nextLine) + withoutMap);
    nextLine += lines.length;
    return copy;
  };
  const modules: Record<string, MappedModule> = {};
  for (const [file, module] of Object.entries(map.modules)) {
    if (file.includes(`${sep}node_modules${sep}`)) {
      modules[file] = module;
      continue;
    }
    modules[file] = { ...module, code: await number(file, module.code) };
    if (module.commonjs !== undefined) modules[file].commonjs = await number(file, module.commonjs);
  }
  const numbered = join(folder, 'map.json');
  await writeFile(numbered, JSON.stringify({ ...map, modules } satisfies ModuleMap));
  return { mapFile: numbered, files };
}

const inlineMap = /\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/;

function readInlineMap(code: string): SourceMap | null {
  const encoded = inlineMap.exec(code)?.[1];
  if (encoded === undefined) return null;
  return new SourceMap(
    JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')) as ConstructorParameters<typeof SourceMap>[0],
  );
}
