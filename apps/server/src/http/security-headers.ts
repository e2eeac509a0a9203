/** What every page of ours may load, and with whom it may talk: this server alone. */
export const fromHereAlone = [
  `default-src 'none'`,
  `script-src 'self'`,
  `style-src 'self'`,
  `img-src 'self' data:`,
  `connect-src 'self'`,
] as const;

const policy = [
  ...fromHereAlone,
  `font-src 'self'`,
  `manifest-src 'self'`,
  `worker-src 'self'`,
  `base-uri 'none'`,
  `form-action 'self'`,
  `frame-ancestors 'none'`,
  `require-trusted-types-for 'script'`,
  `trusted-types sw`,
];

/** What every answer tells a browser, as headers: a page, and the answer to a call, which is data. */
export interface SecurityHeaders {
  readonly page: Map<string, string>;
  readonly call: Map<string, string>;
}

/** A page runs our own code alone, shows nothing inside another site and guesses no types. Of data nothing may be run or shown at all. */
export function securityHeaders(publicUrl: URL): SecurityHeaders {
  const both: [string, string][] = [
    ['cross-origin-resource-policy', 'same-origin'],
    ['x-content-type-options', 'nosniff'],
  ];
  if (publicUrl.protocol === 'https:') both.push(['strict-transport-security', 'max-age=31536000']);
  return {
    page: new Map([
      ['content-security-policy', policy.join('; ')],
      ['cross-origin-opener-policy', 'same-origin'],
      ['referrer-policy', 'same-origin'],
      ...both,
    ]),
    call: new Map([['content-security-policy', `default-src 'none'; frame-ancestors 'none'`], ...both]),
  };
}
