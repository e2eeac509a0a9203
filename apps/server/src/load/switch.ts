/** Two bounds of a measure: above the one it is too much, below the other it is well again. */
export interface Bounds {
  readonly above: number;
  readonly below: number;
}

/** Looks in a row that must agree: one stall is no overload, and one quiet moment no end of it. */
const looks = { begins: 2, ends: 4 };

/** Makes what tells at each look whether there is too much. Between the two bounds it stays as it is, so that it does not flicker. */
export function createSwitch({ above, below }: Bounds): (value: number) => boolean {
  let on = false;
  let agreeing = 0;
  return (value) => {
    const changes = on ? value < below : value > above;
    agreeing = changes ? agreeing + 1 : 0;
    if (agreeing >= (on ? looks.ends : looks.begins)) {
      on = !on;
      agreeing = 0;
    }
    return on;
  };
}
