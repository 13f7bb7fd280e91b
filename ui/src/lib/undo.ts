// Undo and redo from anywhere, and the toast that says what a step did.
import { call, message, newestStep } from './api';
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

/** The same as a line of its own, with a capital; what the user named keeps its letters. */
export function stepLine(step: Step): string {
  const name = stepName(step);
  if (step.subject !== '' && name.startsWith(step.subject)) return name;
  return name.charAt(0).toLocaleUpperCase() + name.slice(1);
}

/** Says that a step was taken back, with the way forth again. */
export function saidUndone(step: Step): void {
  toasts.step(m.undone({ step: stepName(step) }), { label: m.action_redo(), run: () => void redo() });
}

/** What is done sooner needs no word that it is under way, in milliseconds. */
const AT_ONCE = 500;

/** Says that something is under way for as long as it is, where that takes its time: an import is not taken back in a moment. */
async function saying<T>(text: string, work: Promise<T>): Promise<T> {
  let toast: number | undefined;
  const timer = setTimeout(() => (toast = toasts.show(text, { stays: true })), AT_ONCE);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
    if (toast !== undefined) toasts.close(toast);
  }
}

/** Takes one step of the history back, also one that is not the newest. */
export const takeBack = (seq: number): Promise<Step> => saying(m.undoing(), call('undo_step', { seq }));

/** Takes the last step back and says which it was. */
export async function undo(): Promise<void> {
  try {
    saidUndone(await saying(m.undoing(), call('undo')));
  } catch (error) {
    failed(error);
  }
}

/** Takes this one step back, whatever was done since. */
async function undoStep(seq: number): Promise<void> {
  try {
    saidUndone(await takeBack(seq));
  } catch (error) {
    failed(error);
  }
}

/** Does again what was just taken back. */
export async function redo(): Promise<void> {
  try {
    const step = await saying(m.redoing(), call('redo'));
    toasts.step(m.redone({ step: stepName(step) }), { label: m.action_undo(), run: () => void undo() });
  } catch (error) {
    failed(error);
  }
}

/** Says what the change just made has done, with a button that takes back that change and no other. */
export function said(text: string): void {
  const seq = newestStep();
  toasts.step(text, seq === null ? undefined : { label: m.action_undo(), run: () => void undoStep(seq) });
}

/** Shows a refusal as a message that stays until it is closed. */
export function failed(error: unknown): void {
  toasts.show(message(error), { tone: 'error' });
}
