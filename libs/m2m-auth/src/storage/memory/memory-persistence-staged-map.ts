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

  set(key: Key, value: Value): void {
    this.#written.set(key, value);
  }

  delete(key: Key): void {
    this.#written.set(key, undefined);
  }

  *values(): Generator<Value> {
    for (const [key, value] of this.#base) if (!this.#written.has(key)) yield value;
    for (const value of this.#written.values()) if (value !== undefined) yield value;
  }

  apply(): void {
    for (const [key, value] of this.#written) {
      if (value === undefined) this.#base.delete(key);
      else this.#base.set(key, value);
    }
  }
}
