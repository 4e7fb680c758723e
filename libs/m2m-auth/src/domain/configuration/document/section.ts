import { pathTo, type Findings } from './findings.js';

const MAX_ENTRIES = 1_000;

/** One object of a document, read member by member. What nobody has asked for by the end is unknown. */
export class Section {
  readonly #known = new Set<string>();

  private constructor(
    private readonly value: Readonly<Record<string, unknown>>,
    readonly path: string,
    readonly findings: Findings,
  ) {}

  /** Undefined, and a problem, for what is no object. */
  static of(value: unknown, path: string, findings: Findings): Section | undefined {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return new Section(value as Readonly<Record<string, unknown>>, path, findings);
    }
    findings.problem(path, 'must be an object');
    return undefined;
  }

  pathOf(name: string): string {
    return pathTo(this.path, name);
  }

  /** True when the member is there, whatever it holds. */
  has(name: string): boolean {
    return Object.hasOwn(this.value, name);
  }

  /** The member; undefined when it is absent or null. */
  get(name: string): unknown {
    this.#known.add(name);
    return this.has(name) ? (this.value[name] ?? undefined) : undefined;
  }

  /** A member that is text. */
  text(name: string): string | undefined {
    const value = this.get(name);
    if (value === undefined || typeof value === 'string') return value;
    this.findings.problem(this.pathOf(name), 'must be a string');
    return undefined;
  }

  /** A member that is true or false. */
  flag(name: string): boolean | undefined {
    const value = this.get(name);
    if (value === undefined || typeof value === 'boolean') return value;
    this.findings.problem(this.pathOf(name), 'must be true or false');
    return undefined;
  }

  /** The items of a member that is a list; none when it is absent. */
  items(name: string): readonly unknown[] {
    const value = this.get(name);
    if (value === undefined) return [];
    if (Array.isArray(value) && value.length <= MAX_ENTRIES) return value as readonly unknown[];
    this.findings.problem(this.pathOf(name), `must be a list of at most ${MAX_ENTRIES} entries`);
    return [];
  }

  /** The items of a list that are objects; the others are problems. */
  sections(name: string): readonly Section[] {
    return this.items(name).flatMap((item, index) => {
      const section = Section.of(item, pathTo(this.pathOf(name), index), this.findings);
      return section ? [section] : [];
    });
  }

  /** To be called when everything was read. */
  refuseUnknown(): void {
    for (const name of Object.keys(this.value)) {
      if (!this.#known.has(name)) this.findings.problem(this.pathOf(name), 'is unknown');
    }
  }
}
