/**
 * `npm run pictures`: the side bar from the packaged extension in a real VS Code with all simulators, the panels from
 * the scenes that their tests look at. Some two minutes.
 */
import { rm } from 'node:fs/promises';
import { scratchFolder } from '../hosts/paths.ts';
import { packageExtension } from '../hosts/vsix.ts';
import { folder } from './keep.ts';
import { picturesOfPanels } from './panels.ts';
import { pictureOfSideBar } from './sideBar.ts';

await using _scratch = await scratchFolder();
await packageExtension((line) => console.log(line));
// One that nothing makes any more would stay.
await rm(folder, { recursive: true, force: true });
await picturesOfPanels();
await pictureOfSideBar();
