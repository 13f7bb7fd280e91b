// Screens come from files of their own, which take their time to be compiled when a test first asks for them: before, not in it.
import { beforeAll } from 'vitest';
import { screens } from '../../src/screens';

/** Has every screen ready before the first test of a file that opens the whole app. */
export function screensAreReady(): void {
  beforeAll(async () => {
    await Promise.all([...screens.map((one) => one.load()), import('../../src/parts/Palette.svelte')]);
  }, 240_000);
}
