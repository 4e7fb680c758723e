/**
 * Slow comparisons that are under way. Whoever presents the same secret of the same client meanwhile waits for the same
 * one: when a change of a client makes everybody forget that its secret was verified, its requests cost one bcrypt
 * together, and not one each. Which ones share depends on what was presented, and so tells nothing of what is stored:
 * the same requests would share if there were no such client.
 */
export class SharedVerifications {
  private readonly underWay = new Map<string, Promise<boolean>>();

  /**
   * The outcome of `verify`, or of the one that is under way for the same three.
   *
   * @param hash what is compared with, null for the dummy: a hash that has changed is another question.
   */
  run(
    clientId: string,
    secret: string,
    hash: string | null,
    verify: () => Promise<boolean>,
  ): Promise<boolean> {
    const key = JSON.stringify([clientId, hash, secret]);
    const known = this.underWay.get(key);
    if (known !== undefined) return known;
    const outcome = verify().finally(() => this.underWay.delete(key));
    this.underWay.set(key, outcome);
    return outcome;
  }
}
