// Builds the pages into dist/, which the binary embeds. `vite` alone serves them beside a running `claimbook serve`.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const server = process.env.CLAIMBOOK_SERVER ?? 'http://127.0.0.1:8787';

export default defineConfig({
  plugins: [svelte()],
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false }, reportCompressedSize: false },
  server: { proxy: { '/api': { target: server, changeOrigin: true, headers: { origin: '' } } } },
  test: { include: ['tests/unit/**/*.test.ts'], environment: 'node' },
});
