import { badApiKeys } from './bad-documents/api-keys.js';
import { badClients } from './bad-documents/native-clients.js';
import { badOtherShapes } from './bad-documents/other-shapes.js';
import { badWholes } from './bad-documents/whole-documents.js';

/** Documents each of which breaks one rule. */
export const badDocuments = [...badWholes, ...badClients, ...badOtherShapes, ...badApiKeys];
