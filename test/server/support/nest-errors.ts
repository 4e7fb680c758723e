import type { Answer } from './api.js';

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  409: 'Conflict',
};

/** An error in the shape that Nest gives its own, and nothing beside it. */
export const expectRefusal = (answer: Answer, status: 400 | 401 | 404 | 409, ...about: string[]): void => {
  const { body } = answer as Answer<{ message: unknown }>;
  expect({ status: answer.status, body }).toEqual({
    status,
    body: { statusCode: status, message: expect.anything() as unknown, error: REASONS[status] },
  });
  const message = JSON.stringify(body.message);
  for (const subject of about) expect(message).toContain(subject);
};
