/** One page of a list: rows in (createdAt, id) order, ascending unless the list says otherwise, from after the cursor's place. */
export interface Page {
  /** 1 … 101: a page and one row more, to see whether another follows. */
  readonly limit: number;
  readonly after?: { readonly createdAt: Date; readonly id: string };
}
