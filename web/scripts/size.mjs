// Fails when what a browser loads of dist/ is over 450 KB gzip in all.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const LIMIT = 450 * 1024;
const dist = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist');
const files = (dir) =>
  readdirSync(dir).flatMap((name) => {
    const path = join(dir, name);
    return statSync(path).isDirectory() ? files(path) : [path];
  });
let total = 0;
// The copies that gzip.mjs makes are the same files again.
for (const path of files(dist).filter((p) => !p.endsWith('.gz')).sort()) {
  const bytes = gzipSync(readFileSync(path), { level: 9 }).length;
  total += bytes;
  console.log(`${(bytes / 1024).toFixed(1).padStart(8)} KB  ${relative(dist, path)}`);
}
console.log(`${(total / 1024).toFixed(1).padStart(8)} KB  in all, of ${LIMIT / 1024} KB allowed`);
if (total > LIMIT) process.exit(1);
