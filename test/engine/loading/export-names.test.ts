import { expect, test } from 'vitest';
import { readExportNames } from '../../../src/engine/loading/stand-in-module.ts';

test.each([
  [
    'the list that esbuild leaves for Node',
    '0 && (module.exports = {\n  one,\n  two,\n  default: f\n});',
    ['one', 'two'],
    [],
  ],
  ['assignments', 'exports.one = 1;\nmodule.exports.two = 2;\nexports.one += 1;', ['one', 'two'], []],
  [
    'definitions',
    'Object.defineProperty(exports, "__esModule", { value: true });\nObject.defineProperty(exports, "one", {});',
    ['one'],
    [],
  ],
  ['an object', 'module.exports = { one, two: 2 };', ['one', 'two'], []],
  ['another module', '__reExport(a_exports, require("./b"), module.exports);', [], ['./b']],
  ['a module taken over whole', 'module.exports = require("./b");', [], ['./b']],
  [
    'an ES module',
    'export * from "./c";\nexport {\n  one,\n  local as two,\n  x as default\n};',
    ['one', 'two'],
    ['./c'],
  ],
  ['names that only quotes allow', '0 && (module.exports = { "odd-name": x, größe });', ['größe'], []],
])('reads %s', (_, code, names, from) => {
  expect(readExportNames(code)).toEqual({ names, from });
});
