/** A mutant that changes nothing that anybody could notice. */
export interface Equivalent {
  /** The mutant's name, as the run prints it. */
  readonly name: string;
  readonly reason: string;
}

/** Left out of the count. A run fails for an entry that is no surviving mutant any more. */
export const equivalents: readonly Equivalent[] = [
  { name: 'was.updatedAt: make optional', reason: 'The whole of `was` is partial, which makes each key optional.' },
  ...['account.router.ts accountRouter.export', 'sync.router.ts syncRouter.pull', 'sync.router.ts syncRouter.live']
    .concat('task.router.ts taskRouter.list')
    .map((procedure) => ({
      name: `${procedure}: make optional input`,
      reason: 'An optional schema over one with a default gives that default.',
    })),
  ...['ApiKey.id', 'Credential.id', 'RateLimit.key', 'Session.id', 'User.id', 'Verification.id'].map((column) => ({
    name: `${column}: drop rule .length`,
    reason: 'MikroORM gives a string without a length 255 characters, which is what is written there.',
  })),
];
