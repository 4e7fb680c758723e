/** The only thing this library reads from the environment: whether what is convenient for development must be refused. */
export const isProduction = (): boolean => process.env['NODE_ENV'] === 'production';
