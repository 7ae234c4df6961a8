import { standIn } from './program.ts';

process.exitCode = await standIn(process.argv.slice(2), process.env);
