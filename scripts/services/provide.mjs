// One order for every service: what was named, what runs, what is installed, what can be installed, or a clear end.

/**
 * @param {object} service
 * @param {string} service.name - as people call it
 * @param {string} service.variable - the environment variable that names one
 * @param {string[]} service.usualUrls - where one usually runs
 * @param {(url: string) => Promise<string | null>} service.problem - null when it can serve the tests
 * @param {() => Promise<{ url: string, stop: () => Promise<void> } | null>} service.startOwn - null when not installed
 * @param {() => boolean} service.install
 * @param {{ ignoreRunning: boolean }} options
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export async function provide(service, { ignoreRunning }) {
  const { name, variable, usualUrls, problem, startOwn, install } = service;
  const foreign = (url) => ({ url, stop: async () => undefined });

  if (!ignoreRunning) {
    const named = process.env[variable];
    if (named) {
      const reason = await checked(problem, named);
      if (reason === null) return foreign(named);
      // Falling back would test something other than what was asked for.
      throw new Error(`${variable} is set, but that ${name} cannot be used: ${reason}`);
    }
    for (const url of usualUrls) if ((await problem(url)) === null) return foreign(url);
  }

  const own = (await startOwn()) ?? (install() ? await startOwn() : null);
  if (own !== null) return own;
  throw new Error(
    `The tests need ${name}. Start one on its usual port, or name one in ${variable}, or install it ` +
      `(Debian: apt-get install ${service.debianPackage}) and it is started for the run.`,
  );
}

async function checked(problem, url) {
  try {
    return await problem(url);
  } catch (error) {
    return error.code === 'ERR_INVALID_URL' ? 'it is not a URL' : error.message;
  }
}
