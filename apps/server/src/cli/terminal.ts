/** What a command sees of the process it runs in. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  stdout(text: string): void;
  stderr(text: string): void;
  /** Everything on standard input. */
  readStdin(): Promise<string>;
  /** @throws Error as Node's own, when it cannot be read. */
  readFile(path: string): string;
  /** Shows a question and returns the line that follows. Absent where no person is at a terminal. */
  readonly ask?: (question: string) => Promise<string>;
  /** Milliseconds since the Unix epoch. */
  now(): number;
}
