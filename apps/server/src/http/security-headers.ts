const policy = [
  `default-src 'none'`,
  `script-src 'self'`,
  `style-src 'self'`,
  `img-src 'self' data:`,
  `connect-src 'self'`,
  `font-src 'self'`,
  `manifest-src 'self'`,
  `worker-src 'self'`,
  `base-uri 'none'`,
  `form-action 'self'`,
  `frame-ancestors 'none'`,
  `require-trusted-types-for 'script'`,
  `trusted-types sw`,
];

/** What every answer tells a browser: run our own code alone, show nothing inside another site, guess no types. */
export function securityHeaders(publicUrl: URL): Map<string, string> {
  return new Map([
    ['content-security-policy', policy.join('; ')],
    ['cross-origin-opener-policy', 'same-origin'],
    ['cross-origin-resource-policy', 'same-origin'],
    ['referrer-policy', 'same-origin'],
    ['x-content-type-options', 'nosniff'],
    ...(publicUrl.protocol === 'https:' ? [['strict-transport-security', 'max-age=31536000'] as const] : []),
  ]);
}
