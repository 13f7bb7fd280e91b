import { expect, it, vi } from 'vitest';
import { listenToMouse, readPlace, Router, writePlace } from './router.svelte';

function router(): Router {
  const made = new Router();
  made.reopen(null, ['leads', 'pipeline'], 'leads');
  return made;
}

it('goes back and forward like a browser, and a new way cuts off the old one', () => {
  const to = router();
  to.go('leads', 'a');
  to.go('pipeline');
  to.back();
  expect(to.place).toEqual({ screen: 'leads', id: 'a', full: false });
  to.forward();
  expect(to.place.screen).toBe('pipeline');
  to.back();
  to.back();
  expect(to.canGoBack).toBe(false);
  to.go('leads', 'b');
  expect(to.canGoForward).toBe(false);
  to.back();
  expect(to.place).toEqual({ screen: 'leads', id: null, full: false });
});

it('going where one is makes no step', () => {
  const to = router();
  to.go('leads');
  expect(to.canGoBack).toBe(false);
});

it('replacing leaves no way back to what is gone', () => {
  const to = router();
  to.go('leads', 'a');
  to.replace('pipeline', 'o');
  to.back();
  expect(to.place).toEqual({ screen: 'leads', id: null, full: false });
});

it('reopens where it was, and at the start if that place is gone', () => {
  const to = router();
  to.reopen('leads/0190-a/full', ['leads'], 'leads');
  expect(to.place).toEqual({ screen: 'leads', id: '0190-a', full: true });
  to.reopen('reports', ['leads'], 'leads');
  expect(to.place.screen).toBe('leads');
  to.reopen('///', ['leads'], 'leads');
  expect(to.place.screen).toBe('leads');
});

it('tells every move, so that it can be kept, and reads it again', () => {
  const to = router();
  const kept: string[] = [];
  to.onmove = (place) => kept.push(writePlace(place));
  to.go('leads', 'a', true);
  to.back();
  expect(kept).toEqual(['leads/a/full', 'leads']);
  expect(readPlace('leads/a/full')).toEqual({ screen: 'leads', id: 'a', full: true });
});

it('listens to the side buttons of the mouse', () => {
  const to = router();
  const back = vi.spyOn(to, 'back');
  const forward = vi.spyOn(to, 'forward');
  const stop = listenToMouse(window, to);
  window.dispatchEvent(new MouseEvent('mouseup', { button: 3 }));
  window.dispatchEvent(new MouseEvent('mouseup', { button: 4 }));
  window.dispatchEvent(new MouseEvent('mouseup', { button: 0 }));
  stop();
  window.dispatchEvent(new MouseEvent('mouseup', { button: 3 }));
  expect([back.mock.calls.length, forward.mock.calls.length]).toEqual([1, 1]);
});
