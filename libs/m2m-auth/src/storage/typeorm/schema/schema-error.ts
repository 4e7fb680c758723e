/** The database does not fit; the message names the remedy and nothing of the data. */
export class SchemaError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SchemaError';
  }
}
