// One registry of everything that can be done: a key, a line in the palette, a line in the list of shortcuts.
import { untrack } from 'svelte';
import { m } from './paraglide/messages.js';

/** Something the reader can do from the keyboard or the palette. */
export interface Action {
  /** Unique; the later registration of the same id wins while it lasts. */
  id: string;
  /** In the reader's language, a verb first: "Convert to opportunity". */
  label: () => string;
  /** "Mod+K", "Mod+Shift+Z", "Alt+ArrowLeft", "F2", "E". Mod is Ctrl, on a Mac the command key. */
  shortcut?: string;
  /** Further keys for the same, not shown. */
  alsoOn?: readonly string[];
  run: () => void;
  /** False: not possible now; the key does nothing and the palette leaves it out. */
  when?: () => boolean;
  /** Also while a dialog is open. */
  inDialog?: boolean;
  /** False: only a key, for example "back". */
  inPalette?: boolean;
  /** The key also works while a text field has the focus. By default those with Mod do, except the keys for editing text. */
  inText?: boolean;
}

const isMac = typeof navigator !== 'undefined' && /Mac/.test(navigator.platform);

/** True for an Enter that means "go on", not for one that ends a composition: WebKit sends that as keyCode 229. */
export function isEnter(event: KeyboardEvent): boolean {
  return event.key === 'Enter' && !event.isComposing && event.keyCode !== 229;
}

/** True if keys typed there become text. */
export function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target.getAttribute('role') === 'combobox')
    return true;
  if (!(target instanceof HTMLInputElement)) return false;
  return !['checkbox', 'radio', 'button', 'submit', 'range', 'file', 'color', 'reset'].includes(target.type);
}

const editing = new Set([
  'a',
  'c',
  'v',
  'x',
  'z',
  'y',
  'arrowleft',
  'arrowright',
  'arrowup',
  'arrowdown',
  'home',
  'end',
  'backspace',
  'delete',
  'enter',
]);

interface Keys {
  mod: boolean;
  alt: boolean;
  shift: boolean;
  key: string;
}

function parse(shortcut: string): Keys {
  const parts = shortcut.split('+');
  const key = (shortcut.endsWith('++') ? '+' : (parts.at(-1) ?? '')).toLowerCase();
  return { mod: parts.includes('Mod'), alt: parts.includes('Alt'), shift: parts.includes('Shift'), key };
}

function matches(keys: Keys, event: KeyboardEvent): boolean {
  // AltGr is Ctrl+Alt on Windows, and there it types letters.
  if (event.getModifierState?.('AltGraph')) return false;
  const mod = isMac ? event.metaKey : event.ctrlKey;
  const other = isMac ? event.ctrlKey : event.metaKey;
  if (other || mod !== keys.mod || event.altKey !== keys.alt) return false;
  if (event.key.toLowerCase() !== keys.key) return false;
  // For a sign ("?", "+") Shift is part of how it is typed.
  return /^[^\p{L}\p{N}]$/u.test(keys.key) ? true : event.shiftKey === keys.shift;
}

/** All actions that can be taken now, and how keys find them. */
export class ActionRegistry {
  #actions: readonly Action[] = $state.raw([]);
  #dialogs = 0;

  /** The last registration of each id, newest first: what is nearest to the reader stands on top. */
  get all(): readonly Action[] {
    const seen = new Set<string>();
    return this.#actions.filter((action) => !seen.has(action.id) && seen.add(action.id));
  }

  /** What the palette shows now. */
  get possible(): readonly Action[] {
    return this.all.filter((action) => action.inPalette !== false && (action.when?.() ?? true));
  }

  /** Adds actions until the returned function is called; meant as `$effect(() => actions.add([...]))`. */
  add(added: readonly Action[]): () => void {
    // Untracked: an effect that adds must not run again because something was added.
    this.#actions = [...added, ...untrack(() => this.#actions)];
    return () => {
      this.#actions = untrack(() => this.#actions).filter((action) => !added.includes(action));
    };
  }

  /** While a dialog is open, only its own keys work. Returns how to say that it is closed. */
  dialogOpens(): () => void {
    this.#dialogs += 1;
    let open = true;
    return () => {
      if (open) this.#dialogs -= 1;
      open = false;
    };
  }

  /** Whether a dialog is open. */
  get inDialog(): boolean {
    return this.#dialogs > 0;
  }

  /** Takes a key event to its action; true if there was one. */
  handle(event: KeyboardEvent): boolean {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return false;
    const inText = isTextField(event.target);
    if (inText && editsBack(event)) return true;
    for (const action of this.all) {
      const hit = [action.shortcut, ...(action.alsoOn ?? [])].find(
        (shortcut) => shortcut && matches(parse(shortcut), event),
      );
      if (!hit) continue;
      if (this.#dialogs > 0 && !action.inDialog) continue;
      if (inText && !worksInText(action, parse(hit))) continue;
      if (!(action.when?.() ?? true)) continue;
      event.preventDefault();
      action.run();
      return true;
    }
    return false;
  }

  /** Listens on a window. Returns how to stop. */
  listen(target: Window): () => void {
    const onkeydown = (event: KeyboardEvent) => void this.handle(event);
    target.addEventListener('keydown', onkeydown);
    return () => target.removeEventListener('keydown', onkeydown);
  }
}

const backAndForth = { undo: [parse('Mod+Z')], redo: [parse('Mod+Shift+Z'), parse('Mod+Y')] } as const;

/** In a text field undo takes back what was typed there. WebKitGTK has no key for that, the others do the same by themselves. */
function editsBack(event: KeyboardEvent): boolean {
  for (const command of ['undo', 'redo'] as const) {
    if (!backAndForth[command].some((keys) => matches(keys, event))) continue;
    event.preventDefault();
    document.execCommand(command);
    return true;
  }
  return false;
}

function worksInText(action: Action, keys: Keys): boolean {
  // A key that types a letter is never taken from a text field, whatever the action says.
  if (!keys.mod && !keys.alt && keys.key.length === 1) return false;
  return action.inText ?? (keys.mod ? !editing.has(keys.key) : /^f\d+$/.test(keys.key));
}

/** The registry of the app. */
export const actions = new ActionRegistry();

/** For a button that takes Enter for itself and opens something: together with Ctrl it means what it means on the whole screen. */
export function leaveShortcut(event: KeyboardEvent): void {
  if (isEnter(event) && (event.ctrlKey || event.metaKey) && actions.handle(event)) event.stopImmediatePropagation();
}

/** "Strg+Umschalt+Z", "Ctrl+Shift+Z", "⌘⇧Z": how a shortcut is shown. */
export function showShortcut(shortcut: string, mac = isMac): string {
  const names: Record<string, string> = mac
    ? { Mod: '⌘', Alt: '⌥', Shift: '⇧', Enter: '↩', ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓' }
    : {
        Mod: m.key_ctrl(),
        Alt: m.key_alt(),
        Shift: m.key_shift(),
        Enter: m.key_enter(),
        Escape: m.key_escape(),
        Delete: m.key_delete(),
        ' ': m.key_space(),
        ArrowLeft: '←',
        ArrowRight: '→',
        ArrowUp: '↑',
        ArrowDown: '↓',
      };
  return shortcut
    .split('+')
    .map((part) => names[part] ?? part)
    .join(mac ? '' : '+');
}
