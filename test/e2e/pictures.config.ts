import { defineConfig } from 'vitest/config';
import endToEnd from './vitest.config.ts';

export default defineConfig({ test: { ...endToEnd.test, include: ['test/e2e/**/*.picture.ts'] } });
