import { expect, it } from 'vitest';
import { marked } from './marked';

it.each([
  ['Stadtwerke Lüneburg', 'lune', 'Stadtwerke [Lüne]burg'],
  ['Café Noir', 'cafe no', '[Café] [No]ir'],
  ['Hanke', 'ank', 'Hanke'],
  ['petra@hanke.example', '@hanke', 'petra[@hanke].example'],
  ['+49 40 123456', '3456', '+49 40 12[3456]'],
  ['Acme', '', 'Acme'],
  ['👩‍💼 Acme', 'ac', '👩‍💼 [Ac]me'],
  ['İstanbul', 'istan', '[İstan]bul'],
  ['a.b', '.', 'a.b'],
])('%s for "%s" is %s', (text, typed, shown) => {
  expect(
    marked(text, typed)
      .map((piece) => (piece.hit ? `[${piece.text}]` : piece.text))
      .join(''),
  ).toBe(shown);
});
