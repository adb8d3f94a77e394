// Packs the library and the command into an npm tarball. The repository's package.json is the extension's, so the
// tarball has one of its own, made from it.
// Usage: node package-npm.mjs [file.tgz]
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { emitDeclarations } from './emit-declarations.mjs';

const root = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const staging = join(root, 'dist/npm');
const repository = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** What the manifests have in common. */
const shared = [
  'name',
  'version',
  'description',
  'keywords',
  'license',
  'homepage',
  'bugs',
  'qna',
  'repository',
  'type',
  'bin',
  'exports',
  'dependencies',
];

function writeManifest() {
  const { require: commonjs } = repository.exports['.'];
  const manifest = {
    ...Object.fromEntries(shared.map((field) => [field, repository[field]])),
    engines: { node: repository.engines.node },
    // The programs of workers and of the command; the library itself does nothing when it is loaded.
    sideEffects: readdirSync(join(staging, 'dist'))
      .filter((name) => /^(?!multiprocessing).*\.[mc]js$/.test(name))
      .map((name) => `./dist/${name}`),
    // For tools that do not read `exports`.
    main: commonjs.default,
    types: commonjs.types,
    files: ['dist', 'docs', 'schema', 'skills', 'CHANGELOG.md'],
    // The declarations name types of Node.
    peerDependencies: { '@types/node': '>=20', bullmq: '>=5', ioredis: '>=5', vitest: '>=3.2' },
    peerDependenciesMeta: Object.fromEntries(
      ['@types/node', 'bullmq', 'ioredis', 'vitest'].map((name) => [name, { optional: true }]),
    ),
  };
  writeFileSync(join(staging, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Copies a program; with its map where that is all of the library, which users debug with their own code. */
function copyProgram(name) {
  const [from, to] = [join(root, 'dist', name), join(staging, 'dist', name)];
  const map = existsSync(`${from}.map`) ? JSON.parse(readFileSync(`${from}.map`, 'utf8')) : { sources: [] };
  if (map.sources.length > 0 && map.sources.every((source) => /^(\.\.\/)+src\/multiprocessing\//.test(source))) {
    copyFileSync(from, to);
    copyFileSync(`${from}.map`, `${to}.map`);
  } else {
    writeFileSync(to, readFileSync(from, 'utf8').replace(/^\/\/# sourceMappingURL=.*\n/m, ''));
  }
}

function copyFiles() {
  const isProgram = (name) => /^(?!extension).*\.[mc]js$/.test(name) || /^(panel\.(js|css)|lib.*\.d\.ts)$/.test(name);
  for (const name of readdirSync(join(root, 'dist')).filter(isProgram)) copyProgram(name);
  for (const name of readdirSync(join(root, 'dist/chunks'))) if (name.endsWith('.mjs')) copyProgram(`chunks/${name}`);
  copyFileSync(join(root, 'dist/THIRD-PARTY-NOTICES.txt'), join(staging, 'dist/THIRD-PARTY-NOTICES.txt'));
  chmodSync(join(staging, repository.bin[repository.name]), 0o755);
  for (const name of ['README.md', 'LICENSE', 'CHANGELOG.md']) copyFileSync(join(root, name), join(staging, name));
  for (const [folder, kept] of [
    ['docs', /(?:^|[\\/])[\w-]+$|\.md$/],
    ['skills', /(?:^|[\\/])[\w-]+$|\.md$/],
    ['schema', /(?:^|[\\/])schema$|\.json$/],
  ])
    cpSync(join(root, folder), join(staging, folder), { recursive: true, filter: (path) => kept.test(path) });
}

rmSync(staging, { recursive: true, force: true });
mkdirSync(join(staging, 'dist/chunks'), { recursive: true });
copyFiles();
emitDeclarations(join(staging, 'dist/types'));
writeManifest();

const out = resolve(process.argv[2] ?? join(root, `${repository.name}-${repository.version}.tgz`));
mkdirSync(dirname(out), { recursive: true });
const folder = mkdtempSync(join(tmpdir(), 'parallel-profiler-npm-'));
try {
  // A shell, because npm is a script on Windows.
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: staging, stdio: 'pipe', shell: true });
  copyFileSync(join(folder, `${repository.name}-${repository.version}.tgz`), out);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
