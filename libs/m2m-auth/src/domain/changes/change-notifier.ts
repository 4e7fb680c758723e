/** Carries "read now" between processes. A lost message costs a delay of one poll, never a wrong answer. */
export interface ChangeNotifier {
  /** Fire and forget. */
  announce(): void;
  /** Calls `listener` on each message of any process; returns the function that ends it. */
  subscribe(listener: () => void): () => void;
}
