import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';

/** The HTTP adapter that a server of the benchmark was asked to run on. */
export const adapter = (name: string | undefined): ExpressAdapter | FastifyAdapter =>
  name === 'express' ? new ExpressAdapter() : new FastifyAdapter();
