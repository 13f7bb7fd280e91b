import { expect, it } from 'vitest';
import { Paging, type Page } from './paging.svelte';

const pages =
  (total: number, size: number) =>
  async (after: string | null): Promise<Page<number>> => {
    const from = after === null ? 0 : Number(after);
    return {
      rows: Array.from({ length: Math.min(size, total - from) }, (_, index) => from + index),
      next: from + size < total ? String(from + size) : null,
    };
  };

it('fetches page after page until the end', async () => {
  const paging = new Paging(pages(25, 10));
  await paging.restart();
  expect([paging.rows.length, paging.complete]).toEqual([10, false]);
  await paging.more();
  await paging.more();
  await paging.more();
  expect([paging.rows.length, paging.complete]).toEqual([25, true]);
  expect(new Set(paging.rows).size).toBe(25);
});

it('a refresh fetches as many rows as were there', async () => {
  const paging = new Paging(pages(45, 10));
  await paging.restart();
  await paging.more();
  await paging.more();
  await paging.refresh();
  expect(paging.rows.length).toBe(30);
});

it('two calls for more fetch one page', async () => {
  const paging = new Paging(pages(45, 10));
  await paging.restart();
  await Promise.all([paging.more(), paging.more()]);
  expect(paging.rows.length).toBe(20);
});

it('a late answer to an older question is dropped', async () => {
  let slow: (page: Page<number>) => void = () => undefined;
  const paging = new Paging<number>(() => new Promise((done) => (slow = done)));
  const first = paging.restart();
  const old = slow;
  const second = paging.restart(async () => ({ rows: [2], next: null }));
  await second;
  old({ rows: [1], next: null });
  await first;
  expect(paging.rows).toEqual([2]);
});

it('a failure keeps the rows that were there', async () => {
  const paging = new Paging(pages(25, 10));
  await paging.restart();
  await paging.restart(() => Promise.reject(new Error('gone')));
  expect(paging.rows.length).toBe(10);
  expect(paging.error).toBeInstanceOf(Error);
  await paging.restart(pages(5, 10));
  expect([paging.rows.length, paging.error]).toEqual([5, null]);
});
