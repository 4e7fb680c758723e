import { Transform } from 'class-transformer';

/**
 * Hands a JSON member on untouched: class-transformer would silently drop members such as `constructor`, which must be
 * refused by name instead.
 */
export const RawJson = (): PropertyDecorator =>
  Transform(({ obj, key }: { obj: Record<string, unknown>; key: string }) => obj[key]);
