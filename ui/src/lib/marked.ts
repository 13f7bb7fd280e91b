// Which parts of a text match what was typed, for showing them marked. Case and accents do not count, as in the search itself.
import type { Span } from './bindings/Span';

/** A piece of a text. */
export interface Piece {
  text: string;
  hit: boolean;
}

/** One folded sign per sign of the text, so that places in one are places in the other. */
function fold(text: string): string[] {
  return [...text].map((sign) => (sign.normalize('NFD').replace(/\p{M}/gu, '') || sign).toLowerCase().charAt(0));
}

/** Cuts `text` into pieces; those that begin a word and match a typed word are hits. */
export function marked(text: string, typed: string): Piece[] {
  const signs = [...text];
  const folded = fold(text);
  const wanted = typed
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => fold(word));
  const hits = new Array<boolean>(signs.length).fill(false);
  for (const word of wanted) {
    for (let at = 0; at + word.length <= folded.length; at++) {
      const startsWord = at === 0 || !/[\p{L}\p{N}]/u.test(folded[at - 1] ?? '');
      if ((startsWord || /[@\d]/.test(word.join(''))) && word.every((sign, index) => folded[at + index] === sign))
        hits.fill(true, at, at + word.length);
    }
  }
  const pieces: Piece[] = [];
  signs.forEach((sign, index) => {
    const hit = hits[index] ?? false;
    const last = pieces.at(-1);
    if (last?.hit === hit) last.text += sign;
    else pieces.push({ text: sign, hit });
  });
  return pieces;
}

/** Cuts `text` at ranges that the core found, in UTF-16 units and from left to right. */
export function markedAt(text: string, marks: readonly Span[]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const { start, end } of marks) {
    if (start > at) pieces.push({ text: text.slice(at, start), hit: false });
    pieces.push({ text: text.slice(Math.max(start, at), end), hit: true });
    at = Math.max(at, end);
  }
  if (at < text.length) pieces.push({ text: text.slice(at), hit: false });
  return pieces;
}
