import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { chmod } from 'node:fs/promises';
import { resolve } from 'node:path';

const at = (path: string) => resolve(import.meta.dirname, path);

/** The command line is a program: npm links it as it is. */
const executable = (path: string) => ({ name: 'executable', closeBundle: () => chmod(path, 0o755) });

export default defineConfig({
  main: {
    plugins: [executable(at('out/main/cli.js'))],
    build: {
      outDir: 'out/main',
      target: 'node20.18',
      sourcemap: true,
      rollupOptions: {
        input: {
          electron: at('main/hosts/electron/index.ts'),
          web: at('main/hosts/web/index.ts'),
          'artifact-worker': at('main/adapters/artifacts/worker.ts'),
          cli: at('main/hosts/cli/index.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      rollupOptions: {
        input: { index: at('preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    build: {
      outDir: at('out/renderer'),
      target: 'chrome130',
      rollupOptions: { input: { index: at('renderer/index.html') } },
    },
    plugins: [react()],
  },
});
