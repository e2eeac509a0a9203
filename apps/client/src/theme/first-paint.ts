import { createTheme } from './theme.ts';

// A small script of its own, which the page waits for: whoever chose dark never sees a flash of light.
createTheme(window);
