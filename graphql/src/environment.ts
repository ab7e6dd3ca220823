// Imported first: the libraries read this when they load, and warn when it is absent.
process.env.GRAPHILE_ENV ??= 'production';
