import * as door from '@typedo/sdk/browser';
import * as sdk from '@typedo/sdk';

/** What a page has of the SDK, as a global: for tests. */
export type PageSdk = typeof sdk & typeof door;

Object.assign(globalThis, { sdk: { ...sdk, ...door } });
