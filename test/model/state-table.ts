import { PROCESS_BYTES, type Bytes } from './encode.js';

/** Looked up once: in Jest every look at a global is slow. */
const { imul } = Math;

/** Numbers, as many as there turn out to be, at four bytes each. */
export class Numbers {
  private values = new Int32Array(1 << 16);
  length = 0;

  push(value: number): void {
    if (this.length === this.values.length) {
      const longer = new Int32Array(2 * this.length);
      longer.set(this.values);
      this.values = longer;
    }
    this.values[this.length] = value;
    this.length += 1;
  }

  at(index: number): number {
    return this.values[index] ?? 0;
  }
}

/** Which states were seen, by 64 bits of a hash each, and in which order. */
export class StateTable {
  private readonly high = new Numbers();
  private readonly low = new Numbers();
  private slots = new Int32Array(1 << 17).fill(-1);

  get size(): number {
    return this.high.length;
  }

  /** The number of the state that begins at `start` and is the last; `added` when it was not seen before. */
  numberOf(bytes: Bytes, start: number): { readonly number: number; readonly added: boolean } {
    const [high, low] = hashOf(bytes, start);
    let slot = this.slotOf(high, low);
    const found = this.slots[slot] ?? -1;
    if (found >= 0) return { number: found, added: false };
    if (2 * this.size >= this.slots.length) {
      this.grow();
      slot = this.slotOf(high, low);
    }
    const number = this.size;
    this.high.push(high);
    this.low.push(low);
    this.slots[slot] = number;
    return { number, added: true };
  }

  private slotOf(high: number, low: number): number {
    const last = this.slots.length - 1;
    for (let slot = low & last; ; slot = (slot + 1) & last) {
      const number = this.slots[slot] ?? -1;
      if (number < 0 || (this.high.at(number) === high && this.low.at(number) === low)) return slot;
    }
  }

  private grow(): void {
    this.slots = new Int32Array(2 * this.slots.length).fill(-1);
    for (let number = 0; number < this.size; number += 1)
      this.slots[this.slotOf(this.high.at(number), this.low.at(number))] = number;
  }
}

/** Two independent halves. States that differ only in which process is which have the same. */
const hashOf = (bytes: Bytes, start: number): readonly [number, number] => {
  const second = bytes.length - PROCESS_BYTES;
  const first = second - PROCESS_BYTES;
  let high = 0x811c9dc5 | 0;
  let low = 0x9e3779b9 | 0;
  const add = (from: number, to: number): void => {
    for (let at = from; at < to; at += 1) {
      high = imul(high ^ bytes.at(at), 0x01000193);
      low = imul(low ^ bytes.at(at), 0x85ebca6b);
      low ^= low >>> 15;
    }
  };
  add(start, first);
  const swapped = comesBefore(bytes, second, first);
  add(swapped ? second : first, (swapped ? second : first) + PROCESS_BYTES);
  add(swapped ? first : second, (swapped ? first : second) + PROCESS_BYTES);
  low = imul(low ^ (low >>> 13), 0xc2b2ae35);
  return [high ^ (high >>> 16), low ^ (low >>> 16)];
};

const comesBefore = (bytes: Bytes, a: number, b: number): boolean => {
  for (let offset = 0; offset < PROCESS_BYTES; offset += 1) {
    const difference = bytes.at(a + offset) - bytes.at(b + offset);
    if (difference !== 0) return difference < 0;
  }
  return false;
};
