// @vitest-environment node
// What makes WebKit style the whole page anew for every change. A selector that ends in `:last-child` alone is tried on every
// element there is, so that each parent's last child counts, the page's too: a card that was let go of then cost 20 ms more.
import { expect, it } from 'vitest';

const files = import.meta.glob<string>(['../src/**/*.svelte', '../src/**/*.css'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** `:last-child` and its kind where no name of an element, no class and no attribute stands before it. */
const ofAnything = /(?:^|[\s>+~,*]|:(?:global|where|is)\():(?:first|last|only|nth)(?:-last)?-(?:child|of-type)/;

it.each(['.bar > :global(:last-child)', '> :first-child', '*:only-child', ':where(:nth-child(2))'])(
  '%s is tried on everything',
  (selector) => expect(selector).toMatch(ofAnything),
);

it.each(['li:first-child', 'li:not(:last-child)', '.row:last-child', "[role='row']:nth-child(2)"])(
  '%s is not',
  (selector) => expect(selector).not.toMatch(ofAnything),
);

it('no selector asks of any element where it stands', () => {
  expect(Object.keys(files).length).toBeGreaterThan(50);
  const found = Object.entries(files).flatMap(([file, text]) => {
    const styles = file.endsWith('.css') ? text : (/<style>([\s\S]*)<\/style>/.exec(text)?.[1] ?? '');
    return [...styles.matchAll(/([^{};]+)\{/g)]
      .map(([, selector = '']) => selector.trim())
      .filter((selector) => ofAnything.test(selector))
      .map((selector) => `${file}: ${selector}`);
  });
  expect(found).toEqual([]);
});
