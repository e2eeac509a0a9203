import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, loadEnv, type Plugin, type ProxyOptions } from 'vite';
import { firstPaint } from './vite/first-paint.ts';
import { leanTrpc, leanZod } from './vite/lean.ts';
import { packed } from './vite/packed.ts';
import { serviceWorker } from './vite/service-worker.ts';

// Where the server of `pnpm dev` is: it reads the same setting, from the shell or from the root's .env.
const { PORT = '3000' } = loadEnv('development', fileURLToPath(new URL('../..', import.meta.url)), 'PORT');
const server = `http://localhost:${PORT}`;

// The server takes writes from its own origin alone, and in development the page comes from another port.
const toServer: ProxyOptions = { target: server, headers: { origin: server } };

export default defineConfig({
  plugins: [react(), tailwindcss(), leanZod(), leanTrpc(), preloadFont(), firstPaint(), serviceWorker(), packed()],
  build: {
    // The content security policy lets in no inline script and no data: font.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'router', test: /node_modules\/@tanstack\/(react-router|router-core|history|store|react-store)\// },
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\// },
            // In one chunk the order of the imports holds: zod is told about the policy before the first schema is made.
            { name: 'sdk', test: /node_modules\/(zod|@trpc|idb)\/|packages\/(contract|sdk)\/|src\/zod-without-eval/ },
          ],
        },
      },
    },
  },
  server: { proxy: { '/trpc': toServer, '/api': toServer } },
});

/** Asks for the font along with the page, so that the first text is already set in it and nothing moves later. */
function preloadFont(): Plugin {
  return {
    name: 'preload-font',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle = {} }) =>
        Object.keys(bundle)
          .filter((file) => /inter-latin-wght-normal.*\.woff2$/.test(file))
          .map((file) => ({
            tag: 'link',
            attrs: { rel: 'preload', as: 'font', type: 'font/woff2', href: `/${file}`, crossorigin: true },
            injectTo: 'head' as const,
          })),
    },
  };
}
