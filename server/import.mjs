// `npm run import -- FILE...`: as `npm start` installs and builds what is missing, then imports.
process.argv.splice(2, 0, 'import');
await import('./start.mjs');
