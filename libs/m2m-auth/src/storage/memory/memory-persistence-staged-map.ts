/** A map whose writes wait in front of it until they are applied. Readers of the base see none of them before. */
export class StagedMap<Key, Value> {
  readonly #base: Map<Key, Value>;
  readonly #written = new Map<Key, Value | undefined>();

  constructor(base: Map<Key, Value>) {
    this.#base = base;
  }

  get(key: Key): Value | undefined {
    return this.#written.has(key) ? this.#written.get(key) : this.#base.get(key);
  }

  has(key: Key): boolean {
    return this.get(key) !== undefined;
  }

  set(key: Key, value: Value): void {
    this.#written.set(key, value);
  }

  delete(key: Key): void {
    this.#written.set(key, undefined);
  }

  *values(): Generator<Value> {
    for (const [, value] of this.entries()) yield value;
  }

  *entries(): Generator<[Key, Value]> {
    for (const [key, value] of this.#base) if (!this.#written.has(key)) yield [key, value];
    for (const [key, value] of this.#written) if (value !== undefined) yield [key, value];
  }

  apply(): void {
    for (const [key, value] of this.#written) {
      if (value === undefined) this.#base.delete(key);
      else this.#base.set(key, value);
    }
  }
}
