import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { buildScript } from './script.ts';

const source = new URL('../src/theme/first-paint.ts', import.meta.url);

/**
 * Puts the script of the theme into the page's head, where the browser waits for it before it paints: a small file of its own,
 * since the content security policy lets in no inline script. In development it is a module like any other.
 */
export function firstPaint(): Plugin {
  let path = '';
  return {
    name: 'first-paint',
    async buildStart() {
      if (this.meta.watchMode) return;
      const script = await buildScript(fileURLToPath(source));
      const hash = createHash('sha256').update(script).digest('base64url').slice(0, 8);
      path = `assets/theme-${hash}.js`;
      this.emitFile({ type: 'asset', fileName: path, source: script });
    },
    transformIndexHtml: {
      order: 'post',
      handler: (html, { server }) => {
        const script = server
          ? `<script type="module" src="/src/theme/first-paint.ts"></script>`
          : `<script src="/${path}"></script>`;
        return html.replace('<title>', `${script}\n    <title>`);
      },
    },
  };
}
