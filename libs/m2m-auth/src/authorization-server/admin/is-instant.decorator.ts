import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsDate } from 'class-validator';
import { isInstant, NOT_AN_INSTANT, parseInstant } from '../../oauth/instant.js';

/**
 * A member that is sent as an RFC 3339 instant and arrives as a Date. `@Type(() => Date)` would call `new Date` on
 * whatever was sent, objects included.
 */
export const IsInstant = (): PropertyDecorator =>
  applyDecorators(
    Transform(({ obj, key }: { obj: Record<string, unknown>; key: string }) => {
      const given = obj[key];
      // A pipe of the host may have made the Date already.
      if (given === undefined || given === null || isInstant(given)) return given;
      return parseInstant(given) ?? NO_DATE;
    }),
    IsDate({ message: `$property ${NOT_AN_INSTANT}` }),
  );

/** What IsDate refuses. What was sent is not kept, as nothing after this may look into it. */
const NO_DATE = 'none';
