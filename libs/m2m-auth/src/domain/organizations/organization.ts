/** A tenant. Clients belong to at most one; its id becomes the `org_id` of their tokens. */
export interface Organization {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
}
