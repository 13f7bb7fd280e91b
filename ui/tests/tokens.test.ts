// @vitest-environment node
// Every text can be read on every surface it stands on, in light and in dark: WCAG AA, 4.5 to 1 for text and 3 to 1 for dots and bars.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../src/styles/tokens.css', import.meta.url), 'utf8');

function token(name: string, theme: 'light' | 'dark'): string {
  const pair = new RegExp(`^  ${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\);`, 'm').exec(css);
  const one = new RegExp(`^  ${name}: (#[0-9a-f]{6});`, 'm').exec(css);
  const value = pair ? pair[theme === 'light' ? 1 : 2] : one?.[1];
  if (!value) throw new Error(`no colour ${name}`);
  return value;
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

const surfaces = [
  '--surface',
  '--surface-side',
  '--surface-raised',
  '--surface-sunken',
  '--surface-hover',
  '--surface-selected',
];
const pairs: [string, string][] = [
  ...surfaces.flatMap((surface) =>
    ['--text', '--text-soft', '--text-faint'].map((text): [string, string] => [text, surface]),
  ),
  ...['--surface', '--surface-raised', '--surface-hover', '--surface-selected', '--accent-soft'].map(
    (surface): [string, string] => ['--accent-text', surface],
  ),
  ...['red', 'orange', 'green'].flatMap((tone) =>
    [
      '--surface',
      '--surface-raised',
      '--surface-sunken',
      '--surface-hover',
      '--surface-selected',
      `--${tone}-soft`,
    ].map((surface): [string, string] => [`--${tone}-text`, surface]),
  ),
  ['--text-soft', '--grey-soft'],
  ['--text', '--mark'],
  ['--on-accent', '--accent'],
  ['--on-accent', '--accent-hover'],
];
const graphics: [string, string][] = ['--red', '--orange', '--green', '--grey', '--accent'].flatMap((tone) =>
  ['--surface', '--surface-raised'].map((surface): [string, string] => [tone, surface]),
);

describe.each(['light', 'dark'] as const)('%s', (theme) => {
  it.each(pairs)('%s on %s can be read', (text, surface) => {
    expect(contrast(token(text, theme), token(surface, theme))).toBeGreaterThanOrEqual(4.5);
  });
  it.each(graphics)('%s on %s can be seen', (tone, surface) => {
    expect(contrast(token(tone, theme), token(surface, theme))).toBeGreaterThanOrEqual(3);
  });
});
