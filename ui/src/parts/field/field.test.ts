import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { actions } from '$lib/keys.svelte';
import { chooseLanguage } from '$lib/language.svelte';
import { toasts } from '$lib/toast.svelte';
import { AmountField, ChoiceField, DateField, TextField } from './index';

beforeEach(() => chooseLanguage('en'));

it('a choice leaves Ctrl+Enter to the screen and opens with Enter alone', async () => {
  const user = userEvent.setup();
  const run = vi.fn();
  const stops = [
    actions.listen(window),
    actions.add([{ id: 'go', label: () => 'Go', shortcut: 'Mod+Enter', inText: true, run }]),
  ];
  render(ChoiceField, {
    label: 'Kind',
    value: 'a',
    options: [
      { value: 'a', label: 'Ant' },
      { value: 'b', label: 'Bee' },
    ],
  });
  await user.tab();
  await user.keyboard('{Control>}{Enter}{/Control}');
  expect(run).toHaveBeenCalledTimes(1);
  expect(screen.queryByRole('option', { name: 'Bee' })).toBeNull();
  await user.keyboard('{Enter}');
  expect(await screen.findByRole('option', { name: 'Bee' })).toBeInTheDocument();
  expect(run).toHaveBeenCalledTimes(1);
  for (const stop of stops) stop();
});

describe('a field that is edited in place', () => {
  const shown = () => screen.getByRole('button', { name: /Title/ });

  it('is opened by a click with the text selected, and Enter saves', async () => {
    const user = userEvent.setup();
    const onsave = vi.fn();
    render(TextField, { label: 'Title', value: 'Acme', onsave });
    await user.click(shown());
    expect(screen.getByRole('textbox', { name: 'Title' })).toHaveFocus();
    await user.keyboard('{Control>}a{/Control}Acme GmbH{Enter}');
    expect(onsave).toHaveBeenCalledExactlyOnceWith('Acme GmbH');
    expect(shown()).toHaveFocus();
  });

  it('is opened by Enter, and Esc takes back', async () => {
    const user = userEvent.setup();
    const onsave = vi.fn();
    render(TextField, { label: 'Title', value: 'Acme', onsave });
    shown().focus();
    await user.keyboard('{Enter}xyz{Escape}');
    expect(onsave).not.toHaveBeenCalled();
    expect(shown()).toHaveTextContent('Acme');
    expect(shown()).toHaveFocus();
  });

  it('saves when it is left, and not at all when nothing changed', async () => {
    const user = userEvent.setup();
    const onsave = vi.fn();
    render(TextField, { label: 'Title', value: 'Acme', onsave });
    await user.click(shown());
    await user.tab();
    expect(onsave).not.toHaveBeenCalled();
    await user.click(shown());
    await user.keyboard(' AG');
    await user.tab();
    expect(onsave).toHaveBeenCalledTimes(1);
  });

  it('stays open with what was typed and says why, when it is refused', async () => {
    const user = userEvent.setup();
    render(TextField, { label: 'Title', value: 'Acme', onsave: () => Promise.reject({ code: 'nothing_to_undo' }) });
    await user.click(shown());
    await user.keyboard('{Control>}a{/Control}Other{Enter}');
    const input = screen.getByRole('textbox', { name: 'Title' });
    expect(input).toHaveValue('Other');
    expect(input).toHaveAccessibleDescription('There is nothing to undo.');
    expect(input).toBeInvalid();
  });

  it('keeps what is typed on while the value before waits for something larger', async () => {
    const user = userEvent.setup();
    const waits: (() => void)[] = [];
    const onsave = vi.fn(() => new Promise<void>((done) => waits.push(done)));
    render(TextField, { label: 'Title', value: 'Acme', onsave });
    await user.click(shown());
    await user.keyboard('{Control>}a{/Control}Acme GmbH{Enter}{Escape} & Co{Enter}');
    expect(onsave.mock.calls).toEqual([['Acme GmbH']]);
    expect(screen.getByRole('textbox', { name: 'Title' })).toHaveValue('Acme GmbH & Co');
    waits[0]?.();
    await waitFor(() => expect(onsave.mock.calls).toEqual([['Acme GmbH'], ['Acme GmbH & Co']]));
    waits[1]?.();
    await waitFor(() => expect(shown()).toHaveFocus());
  });

  it('says elsewhere what could not be kept when its record is no longer shown', async () => {
    const user = userEvent.setup();
    let refuse: (reason: unknown) => void = () => undefined;
    const kept = new Promise<void>((_, reject) => (refuse = reject));
    const { unmount } = render(TextField, { label: 'Title', value: 'Acme', onsave: () => kept });
    await user.click(shown());
    await user.keyboard('AG{Enter}');
    unmount();
    refuse({ code: 'nothing_to_undo' });
    await waitFor(() =>
      expect(toasts.shown.map((one) => one.text)).toEqual(['Not saved: “AG”. There is nothing to undo.']),
    );
  });

  it('with several lines takes Enter as a new line and Ctrl+Enter to save', async () => {
    const user = userEvent.setup();
    const onsave = vi.fn();
    render(TextField, { label: 'Title', value: '', lines: 3, onsave });
    await user.click(shown());
    await user.keyboard('one{Enter}two{Control>}{Enter}{/Control}');
    expect(onsave).toHaveBeenCalledExactlyOnceWith('one\ntwo');
  });

  it('does not take the Enter of a composition', async () => {
    const user = userEvent.setup();
    const onsave = vi.fn();
    render(TextField, { label: 'Title', value: '', onsave });
    await user.click(shown());
    const input = screen.getByRole('textbox', { name: 'Title' });
    await user.type(input, '日本');
    input.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true } as KeyboardEventInit),
    );
    expect(onsave).not.toHaveBeenCalled();
  });

  it('of an amount reads what people type, and refuses "abc" with a sentence', async () => {
    const user = userEvent.setup();
    const onsave = vi.fn();
    render(AmountField, { label: 'Amount', value: 100_000, currency: 'EUR', onsave });
    await user.click(screen.getByRole('button', { name: /Amount/ }));
    await user.keyboard('{Control>}a{/Control}abc{Enter}');
    const input = screen.getByRole('textbox', { name: 'Amount' });
    expect(input).toHaveValue('abc');
    expect(input).toHaveAccessibleDescription(/“abc” is not an amount/);
    await user.keyboard('{Control>}a{/Control}12,5k{Enter}');
    expect(onsave).toHaveBeenCalledExactlyOnceWith(1_250_000);
  });

  it('of a date reads words, refuses 31.02., and blank is none', async () => {
    const user = userEvent.setup();
    const onsave = vi.fn();
    render(DateField, { label: 'Close', value: '2026-12-01', onsave });
    await user.click(screen.getByRole('button', { name: /^Edit Close/ }));
    await user.keyboard('{Control>}a{/Control}31.02.{Enter}');
    expect(screen.getByRole('textbox', { name: 'Close' })).toHaveAccessibleDescription(/31\.02\./);
    await user.keyboard('{Control>}a{/Control}31.12.2026{Enter}');
    expect(onsave).toHaveBeenLastCalledWith('2026-12-31');
    await user.click(screen.getByRole('button', { name: /^Edit Close/ }));
    await user.keyboard('{Control>}a{/Control}{Backspace}{Enter}');
    expect(onsave).toHaveBeenLastCalledWith(null);
  });
});

describe('a field in a form', () => {
  it('keeps an amount that cannot be read, and says so when it is left', async () => {
    const user = userEvent.setup();
    render(AmountField, { label: 'Amount', value: null, currency: 'EUR' });
    const input = screen.getByRole('textbox', { name: 'Amount' });
    await user.type(input, 'abc');
    expect(screen.queryByRole('alert')).toBeNull();
    await user.tab();
    expect(input).toHaveValue('abc');
    expect(screen.getByRole('alert')).toHaveTextContent('abc');
  });

  it('puts a date into order when it is left', async () => {
    const user = userEvent.setup();
    render(DateField, { label: 'Close', value: null });
    const input = screen.getByRole('textbox', { name: 'Close' });
    await user.type(input, '5.6.2027');
    await user.tab();
    expect((input as HTMLInputElement).value).toMatch(/^0[56].0[56].2027$/);
  });

  it('offers a calendar, and the chosen day is the value', async () => {
    const user = userEvent.setup();
    render(DateField, { label: 'Close', value: '2026-12-24' });
    await user.click(screen.getByRole('button', { name: 'Choose a day for Close' }));
    const day = await screen.findByRole('button', { name: /December 31/ });
    await user.click(day);
    expect((screen.getByRole('textbox', { name: 'Close' }) as HTMLInputElement).value).toContain('31');
  });

  it('is named by its label and described by its error', () => {
    render(TextField, { label: 'E-mail', value: 'x', error: 'It has no @.' });
    expect(screen.getByRole('textbox', { name: 'E-mail' })).toHaveAccessibleDescription('It has no @.');
  });
});

describe('a choice', () => {
  const options = [
    { value: 'cold', label: 'Cold' },
    { value: 'hot', label: 'Hot' },
  ];

  it('is kept at once; none is a choice', async () => {
    const user = userEvent.setup();
    const onsave = vi.fn();
    render(ChoiceField, { label: 'Rating', value: 'cold', none: 'None', options, onsave });
    const trigger = screen.getByRole('combobox', { name: 'Rating Cold' });
    trigger.focus();
    await user.keyboard('{Enter}');
    await user.click(await screen.findByRole('option', { name: 'None' }));
    expect(onsave).toHaveBeenCalledExactlyOnceWith('');
  });

  it('goes back when it is refused, and says why', async () => {
    const user = userEvent.setup();
    render(ChoiceField, {
      label: 'Rating',
      value: 'cold',
      options,
      onsave: () => Promise.reject({ code: 'nothing_to_undo' }),
    });
    screen.getByRole('combobox', { name: 'Rating Cold' }).focus();
    await user.keyboard('{Enter}');
    await user.click(await screen.findByRole('option', { name: 'Hot' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('There is nothing to undo.');
    expect(screen.getByRole('combobox', { name: 'Rating Cold' })).toBeInTheDocument();
  });
});
