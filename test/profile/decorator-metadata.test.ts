import { fileURLToPath } from 'node:url';
import { afterAll, it } from 'vitest';
import { AnalysisClient } from '../../src/profile/analysis-client.ts';
import { builtFilesIn } from '../../src/profile/built-files.ts';
import { createProject, expectEverywhere, type Files } from './runnable/project.ts';

const analysis = new AnalysisClient(
  builtFilesIn(fileURLToPath(new URL('../../dist', import.meta.url))).analysis.thread,
);
afterAll(() => analysis.dispose());

const metadata = `
const kept = new Map<string, any>();
(Reflect as any).metadata = (name: string, value: any) => (target: any, key: any) => {
  kept.set([name, target.name ?? target.constructor.name, key].join(), value);
};
export const read = (name: string, target: any, key: any): any => kept.get([name, target.name ?? target.constructor.name, key].join());
`;
const source = `
import { read } from './metadata';
import { Address, type Zip } from './address';
const columns: string[] = [];
const Column = (target: any, key: string): void => void columns.push(key + ':' + read('design:type', target, key).name);
const Inject = (target: any, key: any, index: number): void => void columns.push(read('design:paramtypes', target, key)[index].name);
class Customer {
  @Column name!: string;
  @Column born!: Date;
  @Column address!: Address;
  @Column zip!: Zip;
  constructor(@Inject readonly parent: Address) {}
}
export const f = (n: number): string => [n, Customer.name, ...columns].join();
`;
const project = (type: string): Files => ({
  'package.json': JSON.stringify({ type }),
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
      module: 'esnext',
      moduleResolution: 'bundler',
      target: 'es2022',
    },
  }),
  'metadata.ts': metadata,
  'address.ts': 'export class Address {}\nexport interface Zip { code: string }\n',
  'a.ts': source,
});

it.each(['module', 'commonjs'])('decorators of a package of type %s read types at run time', async (type) => {
  const folder = createProject(project(type));
  await expectEverywhere(folder, { file: 'a.ts', expression: 'f', inputs: '[1]', analysis }, [
    '1,Customer,name:String,born:Date,address:Address,zip:Object,Address',
  ]);
});
