import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ActionRegistry, isEnter, showShortcut, type Action } from './keys.svelte';
import { chooseLanguage } from './language.svelte';

let registry: ActionRegistry;
beforeEach(() => {
  registry = new ActionRegistry();
  document.body.innerHTML =
    '<input id="text"><textarea id="area"></textarea><input id="box" type="checkbox"><button id="button">x</button>';
});

function press(key: string, options: KeyboardEventInit & { on?: string } = {}): boolean {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...options });
  (document.getElementById(options.on ?? 'button') as HTMLElement).addEventListener(
    'keydown',
    (seen) => registry.handle(seen as KeyboardEvent),
    { once: true },
  );
  document.getElementById(options.on ?? 'button')?.dispatchEvent(event);
  return event.defaultPrevented;
}

function action(shortcut: string, more: Partial<Action> = {}): () => void {
  const run = vi.fn();
  registry.add([{ id: shortcut, label: () => shortcut, shortcut, run, ...more }]);
  return run;
}

describe('a shortcut', () => {
  it('runs with exactly its modifiers', () => {
    const run = action('Mod+Z');
    press('z');
    press('z', { ctrlKey: true, shiftKey: true });
    press('z', { ctrlKey: true, altKey: true });
    expect(run).toHaveBeenCalledTimes(0);
    expect(press('z', { ctrlKey: true })).toBe(true);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('never takes a letter from a text field, even if it asks to', () => {
    const run = action('E', { inText: true });
    expect(press('e', { on: 'text' })).toBe(false);
    expect(press('e', { on: 'area' })).toBe(false);
    expect(run).not.toHaveBeenCalled();
    press('e', { on: 'box' });
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('leaves Ctrl+Z and the other keys for editing to the text field', () => {
    const runs = ['Mod+Z', 'Mod+A'].map((shortcut) => action(shortcut));
    const edit = vi.fn();
    document.execCommand = edit;
    // WebKitGTK has no key of its own for what every text field can: to take back what was typed.
    expect(press('z', { ctrlKey: true, on: 'text' })).toBe(true);
    press('z', { ctrlKey: true, shiftKey: true, on: 'area' });
    expect(edit.mock.calls).toEqual([['undo'], ['redo']]);
    expect(press('a', { ctrlKey: true, on: 'text' })).toBe(false);
    for (const run of runs) expect(run).not.toHaveBeenCalled();
  });

  it('with Ctrl works from a text field when it is no key for editing', () => {
    const run = action('Mod+K');
    press('k', { ctrlKey: true, on: 'text' });
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('is not a composition and not AltGr', () => {
    const run = action('Mod+Alt+Q');
    press('q', { ctrlKey: true, altKey: true, isComposing: true });
    press('q', { ctrlKey: true, altKey: true, keyCode: 229 } as KeyboardEventInit);
    press('q', { ctrlKey: true, altKey: true, modifierAltGraph: true });
    expect(run).not.toHaveBeenCalled();
  });

  it('does nothing behind an open dialog unless it is made for it', () => {
    const behind = action('Mod+N');
    const inside = action('Mod+Enter', { inDialog: true });
    const close = registry.dialogOpens();
    press('n', { ctrlKey: true });
    press('Enter', { ctrlKey: true });
    expect([vi.mocked(behind).mock.calls.length, vi.mocked(inside).mock.calls.length]).toEqual([0, 1]);
    close();
    close();
    press('n', { ctrlKey: true });
    expect(behind).toHaveBeenCalledTimes(1);
  });

  it('belongs to the newest action that is possible', () => {
    const old = action('F2', { id: 'old' });
    const never = action('F2', { id: 'never', when: () => false });
    press('F2');
    expect(old).toHaveBeenCalledTimes(1);
    expect(never).not.toHaveBeenCalled();
  });
});

it('the palette lists what is possible, once per id, until it is taken away', () => {
  const stop = registry.add([{ id: 'a', label: () => 'old', run: () => undefined }]);
  registry.add([
    { id: 'a', label: () => 'new', run: () => undefined },
    { id: 'b', label: () => 'no', run: () => undefined, when: () => false },
    { id: 'c', label: () => 'key only', run: () => undefined, inPalette: false },
  ]);
  expect(registry.possible.map((one) => one.label())).toEqual(['new']);
  stop();
  expect(registry.all.map((one) => one.label())).toEqual(['new', 'no', 'key only']);
});

it('an Enter that ends a composition is no Enter', () => {
  expect(isEnter(new KeyboardEvent('keydown', { key: 'Enter' }))).toBe(true);
  expect(isEnter(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true }))).toBe(false);
  expect(isEnter(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229 } as KeyboardEventInit))).toBe(false);
});

it('shortcuts are shown with the names on the reader’s keyboard', () => {
  chooseLanguage('de');
  expect(showShortcut('Mod+Shift+Z', false)).toBe('Strg+Umschalt+Z');
  chooseLanguage('en');
  expect(showShortcut('Alt+ArrowLeft', false)).toBe('Alt+←');
  expect(showShortcut('Mod+Shift+Z', true)).toBe('⌘⇧Z');
});
