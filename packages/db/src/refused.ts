import { reasons, type Details, type Reason, type Refusal } from '@typedo/contract';

/** Thrown when a call is refused for one of the contract's reasons. Nothing was changed. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly refusal: Refusal;

  constructor(refusal: Refusal, options?: ErrorOptions) {
    super(reasons[refusal.reason].message, options);
    this.refusal = refusal;
  }
}

/** Makes the error for a reason and its details. */
export function refused<R extends Reason>(reason: R, details: Details<R>, options?: ErrorOptions): Refused {
  // A union of pairs cannot be built from a generic pair without saying so; the parameters tie the two together.
  return new Refused({ reason, details } as Refusal, options);
}
