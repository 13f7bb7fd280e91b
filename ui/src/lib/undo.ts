// Undo and redo from anywhere, and the toast that says what a step did.
import { call, message } from './api';
import { m } from './paraglide/messages.js';
import { toasts } from './toast.svelte';
import type { Step } from './wire';

type StepName = (values: { subject: string; count: number }) => string;

/** The step in words: "convert Acme GmbH", "17 Interessenten importieren". */
export function stepName(step: Step): string {
  const named = (m as unknown as Record<string, StepName | undefined>)[`step_${step.kind}`];
  const values = { subject: step.subject, count: step.count };
  return named ? named(values) : m.step_other(values);
}

/** Takes the last step back and says which it was. */
export async function undo(): Promise<void> {
  try {
    const step = await call('undo');
    toasts.show(m.undone({ step: stepName(step) }), { action: { label: m.action_redo(), run: () => void redo() } });
  } catch (error) {
    toasts.show(message(error), { tone: 'error' });
  }
}

/** Does again what was just taken back. */
export async function redo(): Promise<void> {
  try {
    const step = await call('redo');
    toasts.show(m.redone({ step: stepName(step) }), { action: { label: m.action_undo(), run: () => void undo() } });
  } catch (error) {
    toasts.show(message(error), { tone: 'error' });
  }
}

/** Says what was done, with a button that takes it back. */
export function said(text: string): void {
  toasts.show(text, { action: { label: m.action_undo(), run: () => void undo() } });
}

/** Shows a refusal as a message that stays until it is closed. */
export function failed(error: unknown): void {
  toasts.show(message(error), { tone: 'error' });
}
