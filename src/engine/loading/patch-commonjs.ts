import Module from 'node:module';
import type { ModuleServer } from './serve-modules.ts';

/** The part of Node's CommonJS loader that tools commonly patch. Only `Module._extensions` is documented. */
interface Loader {
  _resolveFilename: (request: string, parent: CommonjsModule | undefined, isMain: boolean, options?: unknown) => string;
  _extensions: Record<string, (module: CommonjsModule, filename: string) => void>;
}

interface CommonjsModule {
  filename: string | null;
  _compile: (code: string, filename: string, format?: string) => void;
}

/** Makes `require` resolve with the map, where Node's hooks do not see it. */
export function patchResolution(server: ModuleServer): void {
  const loader = Module as unknown as Loader;
  const resolveFilename = loader._resolveFilename;
  loader._resolveFilename = (request, parent, isMain, options) => {
    const importer = parent?.filename ?? undefined;
    const known = importer === undefined ? undefined : server.resolve(request, importer, 'require');
    if (known !== undefined) return known;
    try {
      return resolveFilename.call(Module, request, parent, isMain, options);
    } catch (error) {
      const found = isNotFound(error) ? server.resolveLeniently(request, importer) : undefined;
      if (found === undefined) throw error;
      return found;
    }
  };
}

/** Makes `require` use the map, in Node versions whose hooks see `import` only. */
export function patchCommonjs(server: ModuleServer): void {
  patchResolution(server);
  const loader = Module as unknown as Loader;
  const javascript = loader._extensions['.js'];
  for (const extension of ['.js', '.cjs', '.jsx', '.ts', '.tsx', '.mts', '.cts', '.css', '.svg', '.png']) {
    const natively = loader._extensions[extension] ?? javascript;
    loader._extensions[extension] = (module, filename) => {
      const served = server.requireWithoutHooks(filename);
      if (!served) natively?.(module, filename);
      else if (served.format === 'commonjs') module._compile(served.source, filename);
      else requireModule(module, filename, served.source);
    };
  }
}

function requireModule(module: CommonjsModule, filename: string, source: string): void {
  const features = process.features as { require_module?: boolean };
  // eslint-disable-next-line n/no-unsupported-features/node-builtins -- undefined in older versions
  if (features.require_module !== true) {
    throw new Error(`${filename} is an ES module; Node ${process.version} cannot require() it, use import().`);
  }
  module._compile(source, filename, 'module');
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND';
}
