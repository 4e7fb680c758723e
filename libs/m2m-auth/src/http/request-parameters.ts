/**
 * Parameters of an OAuth request. A parameter sent without a value counts as omitted (RFC 6749 §3.2), so no value
 * here is empty or blank.
 */
export class RequestParameters {
  static readonly NONE = new RequestParameters(new Map());

  /**
   * Only `resource` (RFC 8707 §2) and `audience` (RFC 8693 §2.1) may hold several values; every other name holds one,
   * or none where it was sent without a value.
   */
  constructor(private readonly values: ReadonlyMap<string, readonly string[]>) {}

  get(name: string): string | undefined {
    return this.values.get(name)?.[0];
  }

  getAll(name: string): readonly string[] {
    return this.values.get(name) ?? [];
  }
}
