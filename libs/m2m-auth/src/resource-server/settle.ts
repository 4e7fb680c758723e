const isPromiseLike = <T>(value: T | PromiseLike<T>): value is PromiseLike<T> =>
  typeof (value as Partial<PromiseLike<T>> | undefined)?.then === 'function';

/**
 * Does some work that may or may not need to be waited for, and goes on with its value: at once when it is there,
 * since a promise for each of them would be the larger part of a guarded request.
 *
 * @param recover - meets a failure of `work` only, never one of `next`.
 */
export const settle = <T, R>(
  work: () => T | PromiseLike<T>,
  next: (value: T) => R | Promise<R>,
  recover: (error: unknown) => R | Promise<R>,
): R | Promise<R> => {
  let value: T | PromiseLike<T>;
  try {
    value = work();
  } catch (error) {
    return recover(error);
  }
  return isPromiseLike(value) ? Promise.resolve(value).then(next, recover) : next(value);
};
