import { JsonRoutes } from './json-routes.js';

const routes = new JsonRoutes(
  [
    { method: 'GET', path: '/things' },
    { method: 'POST', path: '/things' },
    { method: 'PATCH', path: '/things/:id' },
    { method: 'POST', path: '/things/:id/parts' },
  ],
  (path) => `/api${path}`,
);

describe('JsonRoutes', () => {
  test.each([
    ['GET', '/api/things'],
    ['HEAD', '/api/things?limit=1'],
    ['POST', '/api/things/'],
    ['POST', '/API/Things'],
    ['PATCH', '/api/things/a%2Fb'],
    ['POST', '/api/things/a/parts?b=/c'],
    ['POST', 'http://host.example/api/things'],
  ])('knows %s %s', (method, target) => {
    expect(routes.has(method, target)).toBe(true);
  });

  test.each([
    ['POST', '/things'],
    ['DELETE', '/api/things'],
    ['POST', '/api/things/a'],
    ['POST', '/api/things//parts'],
    ['POST', '/api/things/a/parts/b'],
    ['POST', '/api/thingsx'],
    ['constructor', '/api/things'],
    [undefined, undefined],
  ])('leaves %s %s to the host', (method, target) => {
    expect(routes.has(method, target)).toBe(false);
  });
});
