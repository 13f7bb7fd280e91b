import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { svelteTesting } from '@testing-library/svelte/vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// The same policy as in tauri.conf.json, so that `vite preview` shows what the window would block.
const policy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "font-src 'self'",
  'connect-src ipc: http://ipc.localhost',
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-src 'none'",
].join('; ');

// bits-ui has a few of these in its templates. The policy blocks style attributes, so they become a class (base.css).
const styleAttributes: Plugin = {
  name: 'kontor:no-style-attributes',
  enforce: 'pre',
  transform: {
    filter: { id: /node_modules.*\.svelte$/ },
    handler: (code) => code.replaceAll('style="display: contents;"', 'class="contents"'),
  },
  // What a template still holds would be lost in the window without a word: the build says it here.
  generateBundle(_, bundle) {
    for (const [name, part] of Object.entries(bundle)) {
      const found = part.type === 'chunk' ? /<[a-z][a-z0-9-]*[^<>`]* style=[^<>`]*>/.exec(part.code) : null;
      if (found) this.error(`a style attribute that the content security policy blocks, in ${name}: ${found[0]}`);
    }
  },
};

// `--mode gallery` builds the page of parts into its own folder; it is never in the build of the app.
export default defineConfig(({ mode }) => ({
  plugins: [
    // The tests run after `npm run texts`; the plugin's watcher would keep vitest from ending.
    !process.env.VITEST &&
      paraglideVitePlugin({
        project: at('./project.inlang'),
        outdir: at('./src/lib/paraglide'),
        strategy: ['globalVariable', 'baseLocale'],
      }),
    svelte({
      compilerOptions: { runes: true },
      dynamicCompileOptions: ({ filename }) => (filename.includes('node_modules') ? { runes: undefined } : undefined),
    }),
    svelteTesting(),
    styleAttributes,
  ],
  resolve: { alias: { $lib: at('./src/lib'), $parts: at('./src/parts') } },
  clearScreen: false,
  server: { port: 5173, strictPort: true },
  preview: { headers: { 'Content-Security-Policy': policy } },
  build: {
    target: ['safari17.5', 'chrome123'],
    outDir: mode === 'gallery' ? 'dist-gallery' : 'dist',
    assetsInlineLimit: 0,
    // All files lie in the program itself: one style sheet, and nothing to fetch ahead of its time.
    cssCodeSplit: false,
    modulePreload: false,
    chunkSizeWarningLimit: 1500,
    rollupOptions: { input: at(mode === 'gallery' ? './gallery/index.html' : './index.html') },
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
    setupFiles: ['./tests/setup.ts'],
  },
}));
