/* global SwaggerUIBundle -- the script before this one */

/** The one path that is a stream: the library shows an answer when it has ended, which this one has not. */
const stream = '/trpc/sync.live';

// The library has dark colours, and leaves it to the page when to show them.
const dark = matchMedia('(prefers-color-scheme: dark)');
const showColours = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
showColours();
dark.addEventListener('change', showColours);

const answer = await fetch('/openapi.json');
const spec = await answer.json();
SwaggerUIBundle({
  dom_id: '#api',
  // Calls go to where this page came from, under whatever name that is.
  spec: { ...spec, servers: [{ url: location.origin }] },
  deepLinking: true,
  filter: true,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
  plugins: [
    {
      statePlugins: {
        spec: {
          wrapSelectors: {
            allowTryItOutFor: (original) => (state, path, method) => path !== stream && original(state, path, method),
          },
        },
      },
    },
  ],
});
