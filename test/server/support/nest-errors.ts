import type { Answer } from './api.js';

/** An error in the shape that Nest gives its own, and nothing beside it. */
export const expectRefusal = (answer: Answer, status: 400 | 401 | 404 | 409, ...about: string[]): void => {
  const { error, ...body } = answer.body as { message: unknown; error?: string };
  expect({ status: answer.status, body }).toEqual({
    status,
    body: { statusCode: status, message: expect.anything() as unknown },
  });
  // What the HTTP platform itself refuses comes without this member.
  expect(typeof error).toMatch(/^(string|undefined)$/);
  const message = JSON.stringify(body.message);
  for (const subject of about) expect(message).toContain(subject);
};
