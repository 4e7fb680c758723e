/** Something that waits where a test wants it to. */
export const held = () => {
  let [arrive, release] = [(): void => undefined, (): void => undefined];
  const reached = new Promise<void>((resolve) => (arrive = resolve));
  const released = new Promise<void>((resolve) => (release = resolve));
  const hold = (): Promise<void> => {
    arrive();
    return released;
  };
  return { reached, hold, release: () => release() };
};
