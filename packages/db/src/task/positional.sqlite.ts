/** A statement as the driver binds it fastest: by place, where `$1` would be a name to it. */
export interface Positional {
  readonly text: string;
  /** Puts the values of `$1`, `$2`, … in the order in which the text asks for them. */
  readonly inOrder: (parameters: unknown[]) => unknown[];
}

/** Makes the places of a statement with `$1`, `$2`, …; its texts in quotes hold no such thing. Every value stays a bound parameter. */
export function positional(sql: string): Positional {
  const order: number[] = [];
  const text = sql.replace(/\$(\d+)/g, (_, place: string) => {
    order.push(Number(place) - 1);
    return '?';
  });
  const asItIs = order.every((place, index) => place === index);
  return {
    text,
    inOrder: asItIs ? (parameters) => parameters : (parameters) => order.map((place) => parameters[place]),
  };
}
