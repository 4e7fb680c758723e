import { DEPLOYMENTS } from '../e2e/support/deployments.js';
import { apiKeyCases } from './cases/api-keys.js';
import { badInputCases } from './cases/bad-input.js';
import { clientInputCases } from './cases/client-input.js';
import { clientCases } from './cases/clients.js';
import { configurationCases } from './cases/configuration.js';
import { internalApiKeyCases } from './cases/internal-api-key.js';
import { organizationCases } from './cases/organizations.js';
import { pagingCases } from './cases/paging.js';
import { secretRotationCases } from './cases/secret-rotation.js';
import { secretCases } from './cases/secrets.js';
import { suiteOn } from './support/suite.js';

// One file, because starting a deployment costs more than all of its cases.
describe.each(DEPLOYMENTS)('the admin endpoints on $adapter with $state state', (deployment) => {
  const suite = suiteOn(deployment);

  describe('the internal API key', () => internalApiKeyCases(suite));
  describe('what a client may be', () => clientInputCases(suite));
  describe('a client', () => clientCases(suite));
  describe('its secrets', () => secretCases(suite));
  describe('the rotation of its secrets', () => secretRotationCases(suite));
  describe('lists', () => pagingCases(suite));
  describe('organizations', () => organizationCases(suite));
  describe('API keys', () => apiKeyCases(suite));
  describe('a configuration document', () => configurationCases(suite));
  describe('bad input', () => badInputCases(suite));
});
