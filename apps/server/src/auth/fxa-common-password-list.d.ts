declare module 'fxa-common-password-list' {
  /** Whether a password is on the list, exactly as it is written. */
  export function test(password: string): boolean;
}
