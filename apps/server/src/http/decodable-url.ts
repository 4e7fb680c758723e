/**
 * The URL with every `%` of its path escaped when the path cannot be decoded, else the URL itself. Fastify answers
 * such a path before any route, with the path in its answer; escaped, it is a path like others that nobody serves.
 */
export function decodableUrl(url: string): string {
  if (!url.includes('%')) return url;
  const [path = ''] = url.split('?', 1);
  try {
    decodeURI(path);
    return url;
  } catch {
    return path.replaceAll('%', '%25') + url.slice(path.length);
  }
}
