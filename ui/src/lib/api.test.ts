import { clearMocks, mockIPC } from '@tauri-apps/api/mocks';
import { afterEach, expect, it } from 'vitest';
import { ApiError, call, message } from './api';
import { chooseLanguage } from './language.svelte';
import { toasts } from './toast.svelte';
import { said, stepName, undo } from './undo';

afterEach(() => {
  clearMocks();
  chooseLanguage('system');
  toasts.shown = [];
});

it('hands arguments to the host and its answer back', async () => {
  const asked: unknown[] = [];
  mockIPC((command, args) => {
    asked.push([command, args]);
    return { leads: 3 };
  });
  expect(await call('counts')).toEqual({ leads: 3 });
  await call('preference_set', { key: 'theme', value: 'dark' });
  expect(asked).toEqual([
    ['counts', {}],
    ['preference_set', { key: 'theme', value: 'dark' }],
  ]);
});

it('a refusal keeps its code, values and field', async () => {
  mockIPC(() => {
    throw { code: 'amount_unreadable', values: { text: 'abc' }, field: 'expected_amount' };
  });
  const error = await call('counts').catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ code: 'amount_unreadable', values: { text: 'abc' }, field: 'expected_amount' });
});

it('an error becomes a sentence in the reader’s language; an unknown one shows its code', () => {
  chooseLanguage('de');
  expect(message({ code: 'nothing_to_undo' })).toBe('Es gibt nichts rückgängig zu machen.');
  expect(message({ code: 'never_heard_of' })).toContain('never_heard_of');
  expect(message(new Error('boom'))).toContain('boom');
  chooseLanguage('en');
  expect(message({ code: 'nothing_to_undo' })).toBe('There is nothing to undo.');
});

it('undo says what was undone and offers to do it again', async () => {
  chooseLanguage('en');
  mockIPC(() => ({ kind: 'no_such_kind', subject: 'Acme GmbH', count: 1 }));
  await undo();
  expect(toasts.shown[0]).toMatchObject({ text: 'Undone: change Acme GmbH', action: { label: 'Redo' } });
});

it('a refused undo is said and stays', async () => {
  chooseLanguage('en');
  mockIPC(() => {
    throw { code: 'nothing_to_undo' };
  });
  await undo();
  expect(toasts.shown[0]).toMatchObject({ text: 'There is nothing to undo.', tone: 'error' });
});

it('a step of a kind without words is named by what it was done to', () => {
  chooseLanguage('de');
  expect(stepName({ kind: 'no_such_kind', subject: 'Acme GmbH', count: 1 })).toBe('Acme GmbH ändern');
});

it('the button beside what was done takes back that step, whatever was done since', async () => {
  chooseLanguage('en');
  const asked: unknown[] = [];
  mockIPC((command, args) => {
    asked.push([command, args]);
    return command === 'undo_step' ? { kind: 'delete_lead', subject: 'Acme', count: 1 } : { value: null, step: 7 };
  });
  await call('lead_delete', { id: 'a' });
  said('Lead deleted');
  mockIPC((command, args) => {
    asked.push([command, args]);
    return command === 'undo_step' ? { kind: 'delete_lead', subject: 'Acme', count: 1 } : { value: null, step: 8 };
  });
  await call('lead_set', { id: 'b', fields: {}, language: 'en' });
  toasts.shown[0]?.action?.run();
  await expect.poll(() => asked.at(-1)).toEqual(['undo_step', { seq: 7 }]);
});

it('what changed nothing offers no undo, and the word about the step before is gone', async () => {
  mockIPC(() => ({ value: null, step: 7 }));
  await call('lead_delete', { id: 'a' });
  said('Lead deleted');
  mockIPC(() => ({ value: null, step: null }));
  await call('lead_set', { id: 'b', fields: {}, language: 'en' });
  said('Saved');
  expect(toasts.shown.map(({ text, action }) => [text, action?.label])).toEqual([['Saved', undefined]]);
});
