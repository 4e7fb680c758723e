import { Module } from '@nestjs/common';
import { HttpAdapterHost, NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import express from 'express';
import { form } from './support/bodies.js';
import { EchoModule } from './support/echo.module.js';
import { expectParameters } from './support/expectations.js';
import { listening, portOf } from './support/listening.js';
import { send } from './support/raw-http.js';

@Module({ imports: [EchoModule.with({})] })
class AppModule {}

describe('applications that import the module', () => {
  test('an application context, without HTTP, starts', async () => {
    const context = await NestFactory.createApplicationContext(AppModule, { logger: false });
    expect(context.get(HttpAdapterHost).httpAdapter ?? null).toBeNull();
    await context.close();
  });

  test.each([
    ['Express', () => new ExpressAdapter()],
    ['Fastify', () => new FastifyAdapter()],
  ])('a testing module on %s serves the endpoints', async (_name, createAdapter) => {
    const testing = await Test.createTestingModule({ imports: [AppModule] }).compile();
    const app = testing.createNestApplication(createAdapter() as ExpressAdapter, { logger: false });
    await app.listen(0, '127.0.0.1');
    try {
      const response = await send(portOf(app.getHttpServer()), form('token=t', [], '/auth/token'));
      expectParameters(response, { token: ['t'] });
    } finally {
      await app.close();
    }
  });

  test('two applications on one Express instance serve their own endpoints', async () => {
    const shared = express();
    const first = await NestFactory.create(AppModule, new ExpressAdapter(shared), { logger: false });
    const second = await NestFactory.create(AppModule, new ExpressAdapter(shared), { logger: false });
    first.setGlobalPrefix('one');
    second.setGlobalPrefix('two');
    await second.init();
    await first.listen(0, '127.0.0.1');
    try {
      for (const prefix of ['one', 'two']) {
        const response = await send(
          portOf(first.getHttpServer()),
          form('token=t', [], `/${prefix}/auth/token`),
        );
        expectParameters(response, { token: ['t'] });
      }
    } finally {
      await first.close();
      await second.close();
    }
  });

  test('an application mounted in a parent with parsers keeps its endpoints when raw bodies are kept', async () => {
    const parent = express();
    const mounted = express();
    parent.use(
      express.urlencoded({
        verify: (request, _response, bytes) => Object.assign(request, { rawBody: bytes }),
      }),
    );
    parent.use('/mounted', mounted);
    const app = await NestFactory.create(AppModule, new ExpressAdapter(mounted), { logger: false });
    await app.init();
    const server = await listening(parent.listen(0, '127.0.0.1'));
    try {
      const response = await send(portOf(server), form('token=t', [], '/mounted/auth/token'));
      expectParameters(response, { token: ['t'] });
    } finally {
      server.close();
      await app.close();
    }
  });

  test('another HTTP platform is refused by name at start', async () => {
    class OtherAdapter extends ExpressAdapter {
      override getType(): string {
        return 'other';
      }
    }
    const start = NestFactory.create(AppModule, new OtherAdapter(), { logger: false, abortOnError: false });
    await expect(start).rejects.toThrow('this application uses "other"');
  });
});
