/** The text without the slashes at its end. By hand, because a pattern tries each slash of a long row as a beginning. */
export const withoutTrailingSlashes = (text: string): string => {
  let end = text.length;
  while (end > 0 && text[end - 1] === '/') end -= 1;
  return text.slice(0, end);
};
