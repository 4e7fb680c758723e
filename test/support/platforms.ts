import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestApplicationOptions, INestApplication, DynamicModule } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';

export const PLATFORMS = ['express', 'fastify'] as const;

export type Platform = (typeof PLATFORMS)[number];

/** An application that listens on a free port of the loopback. */
export interface RunningApp {
  readonly app: INestApplication;
  readonly url: string;
}

export const createApp = (
  platform: Platform,
  module: Type | DynamicModule,
  options: NestApplicationOptions = {},
): Promise<INestApplication> =>
  NestFactory.create(module, platform === 'express' ? new ExpressAdapter() : new FastifyAdapter(), {
    logger: ['error', 'warn'],
    abortOnError: false,
    ...options,
  });

export const listen = async (app: INestApplication): Promise<RunningApp> => {
  await app.listen(0, '127.0.0.1');
  const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
  return { app, url: `http://127.0.0.1:${port}` };
};
