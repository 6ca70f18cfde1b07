// Puts a compressed copy beside every file of dist/ that is smaller for it: NAME.gz, which the server sends to whoever
// takes it. The same files give the same bytes: no name and no time stand in them.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const dist = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist');
const walk = (dir) => readdirSync(dir).map((name) => join(dir, name)).flatMap((path) => (statSync(path).isDirectory() ? walk(path) : [path]));
for (const path of walk(dist).filter((p) => !p.endsWith('.gz'))) {
  const whole = readFileSync(path);
  const small = gzipSync(whole, { level: 9 });
  if (small.length < whole.length * 0.9) writeFileSync(`${path}.gz`, small);
}
