import { admissionCases } from './cases/admission.js';
import { badRegistrationCases } from './cases/bad-registrations.js';
import { clientConfigurationCases } from './cases/client-configuration.js';
import { registeringCases } from './cases/registering.js';
import { onEveryDeployment } from './support/on-every-deployment.js';
import { REGISTRATION } from './support/registration.js';
import { registrationSuite } from './support/registration-suite.js';

// One file, because starting a deployment costs more than all of its cases.
onEveryDeployment(
  'dynamic client registration (RFC 7591, RFC 7592)',
  (deployment) => {
    const suite = registrationSuite(deployment);

    describe('a client that registers itself', () => registeringCases(suite));
    describe('who may register', () => admissionCases(suite));
    describe('bad requests', () => badRegistrationCases(suite));
    describe('a registration', () => clientConfigurationCases(suite));
  },
  REGISTRATION,
);
