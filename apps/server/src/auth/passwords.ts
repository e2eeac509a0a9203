/** Hashes passwords, and says whether one belongs to a hash: as the accounts' library takes it, without its types. */
export interface Passwords {
  hash: (password: string) => Promise<string>;
  verify: (stored: { hash: string; password: string }) => Promise<boolean>;
}
