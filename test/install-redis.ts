/** Installs the Redis server of the tests of queues, before they start, where Debian's may be installed. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { hasRedis } from './multiprocessing/bullmq/redis-server.ts';

if (hasRedis()) console.log('redis-server is installed.');
else if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
  console.log('Installing redis-server with apt-get ...');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  execFileSync('apt-get', ['update', '-qq'], { env, stdio: 'inherit' });
  const options = ['-y', '-qq', '--no-install-recommends'];
  execFileSync('apt-get', ['install', ...options, 'redis-server'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
} else console.log('redis-server is not installed: the tests of queues will be skipped.');
