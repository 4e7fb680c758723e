import { Allow } from 'class-validator';
import { RawJson } from '../clients/raw-json.transform.js';

/** Whatever stands in either member is a question that has an answer. */
export class ValidateApiKeyDto {
  @Allow()
  @RawJson()
  value?: unknown;

  /** Another name of `value`. */
  @Allow()
  @RawJson()
  key?: unknown;
}
