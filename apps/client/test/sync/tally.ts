/** What came of many changes: which effects are not there, are there twice, or have a later one before them. */
export class Tally {
  #runs = 0;
  #changes = 0;
  readonly faults = { lost: 0, doubled: 0, outOfOrder: 0 };

  /** Compares what a run should have done with what it did. */
  add(expected: readonly string[], effects: readonly string[]): void {
    this.#runs++;
    this.#changes += expected.length;
    const times = Map.groupBy(effects, (effect) => effect);
    const places = new Map(expected.map((effect, index) => [effect, index]));
    this.faults.lost += expected.filter((effect) => !times.has(effect)).length;
    for (const [effect, { length }] of times) this.faults.doubled += length - (places.has(effect) ? 1 : 0);
    const found = effects.map((effect) => places.get(effect) ?? -1);
    this.faults.outOfOrder += found.filter((place, index) => index > 0 && place < (found[index - 1] ?? 0)).length;
  }

  toString(): string {
    const { lost, doubled, outOfOrder } = this.faults;
    return `runs ${this.#runs}, changes ${this.#changes}: lost ${lost}, doubled ${doubled}, out of order ${outOfOrder}`;
  }
}
