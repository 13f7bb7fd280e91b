import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ToastList } from './toast.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('goes by itself, later when it offers something, an error only when closed', () => {
  const list = new ToastList();
  list.show('saved');
  list.show('done', { action: { label: 'Undo', run: () => undefined } });
  list.show('failed', { tone: 'error' });
  vi.advanceTimersByTime(6_000);
  expect(list.shown.map((toast) => toast.text)).toEqual(['done', 'failed']);
  vi.advanceTimersByTime(60_000);
  expect(list.shown.map((toast) => toast.text)).toEqual(['failed']);
});

it('stays while the pointer is on it', () => {
  const list = new ToastList();
  list.show('saved');
  list.hold();
  list.show('also saved');
  vi.advanceTimersByTime(60_000);
  expect(list.shown).toHaveLength(2);
  list.release();
  vi.advanceTimersByTime(6_000);
  expect(list.shown).toHaveLength(0);
});

it('stays as long as what it says, whatever is said meanwhile', () => {
  const list = new ToastList();
  const id = list.show('waits', { stays: true });
  for (const text of ['one', 'two', 'three', 'four']) list.show(text);
  expect(list.shown.map((toast) => toast.text)).toEqual(['waits', 'two', 'three', 'four']);
  vi.advanceTimersByTime(60_000);
  expect(list.shown.map((toast) => toast.text)).toEqual(['waits']);
  list.close(id);
  expect(list.shown).toEqual([]);
});

it('does what it offers once and is gone', () => {
  const list = new ToastList();
  const run = vi.fn();
  const id = list.show('done', { action: { label: 'Undo', run } });
  list.act(id);
  list.act(id);
  expect(run).toHaveBeenCalledTimes(1);
  expect(list.shown).toHaveLength(0);
});

it('an error that comes again is shown once', () => {
  const list = new ToastList();
  const id = list.show('There is nothing to undo.', { tone: 'error' });
  expect(list.show('There is nothing to undo.', { tone: 'error' })).toBe(id);
  expect(list.shown).toHaveLength(1);
});

it('says what the newest step did, and no longer what the one before did', () => {
  const list = new ToastList();
  const action = { label: 'Undo', run: () => undefined };
  list.step('Lead deleted', action);
  list.show('no such file', { tone: 'error' });
  list.step('Note added', action);
  expect(list.shown.map((toast) => toast.text)).toEqual(['no such file', 'Note added']);
});

it('shows three at most', () => {
  const list = new ToastList();
  for (const text of ['1', '2', '3', '4']) list.show(text);
  expect(list.shown.map((toast) => toast.text)).toEqual(['2', '3', '4']);
});
