// Runs the browser tests one file after the other, each with a server of its own.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const wanted = process.argv.slice(2);
const files = readdirSync(here).filter((n) => n.endsWith('.test.mjs') && (!wanted.length || wanted.some((w) => n.includes(w))));
let failed = 0;
for (const file of files) {
  const { status } = spawnSync(process.execPath, ['--test', ...(process.env.ONLY ? ['--test-name-pattern', process.env.ONLY] : []), join(here, file)], { stdio: 'inherit' });
  if (status !== 0) failed += 1;
}
process.exit(failed ? 1 : 0);
