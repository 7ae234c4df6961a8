import type { Linter } from 'eslint';

export const held: Linter.Config[];
