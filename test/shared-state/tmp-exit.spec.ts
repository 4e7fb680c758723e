import { RedisServer } from '../support/redis-server.js';
it('leaks', async () => { const s = await RedisServer.start(); console.log('PORT', s.port); s.client.disconnect(); });
