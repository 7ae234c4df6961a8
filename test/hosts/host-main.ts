/** The host step as a program: a process of its own, so that an interruption reaches everything that it started. */
import { writeFile } from 'node:fs/promises';
import { build } from './build.ts';
import { runHostSuites } from './host-tests.ts';
import { countsVariable } from './reporter.ts';

const say = (line: string): void => console.log(line);
await build(say);
const { passed, failed } = await runHostSuites(say);
const file = process.env[countsVariable];
if (file !== undefined) await writeFile(file, JSON.stringify({ passed, failed }));
process.exitCode = failed > 0 ? 1 : 0;
