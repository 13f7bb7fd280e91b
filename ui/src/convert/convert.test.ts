// The convert dialog, with the core's side played by mockIPC.
import { clearMocks, mockIPC, mockWindows } from '@tauri-apps/api/mocks';
import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { tick } from 'svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ConvertChoices } from '$lib/bindings/ConvertChoices';
import type { ConvertOutcome } from '$lib/bindings/ConvertOutcome';
import type { ConvertPreview } from '$lib/bindings/ConvertPreview';
import { actions } from '$lib/keys.svelte';
import { chooseLanguage } from '$lib/language.svelte';
import { router } from '$lib/router.svelte';
import { toasts } from '$lib/toast.svelte';
import ConvertDialog from './ConvertDialog.svelte';

const proposed: ConvertChoices = {
  organization: { choice: 'existing', id: 'acme' },
  contact: { choice: 'new', fields: { firstName: 'Amy', lastName: 'Wong' } },
  opportunity: { choice: 'new', fields: { title: 'Press', stage: 'first', amount: '100', currency: 'EUR' } },
  role: '',
};

function preview(choices: ConvertChoices): ConvertPreview {
  return {
    leadId: 'lead',
    title: 'Acme',
    closed: false,
    already: null,
    choices,
    candidates: {
      organizations: [
        {
          record: { kind: 'organization', id: 'acme' },
          title: 'Acme GmbH',
          subtitle: 'Kiel',
          strength: 'strong',
          evidence: [{ kind: 'domain', value: 'acme.example' }],
          hasOpportunity: false,
          closed: false,
          organizationId: null,
        },
      ],
      contacts: [
        {
          record: { kind: 'contact', id: 'other' },
          title: 'A. Wong',
          subtitle: '',
          strength: 'weak',
          evidence: [{ kind: 'similarPerson', value: 'A. Wong' }],
          hasOpportunity: false,
          closed: false,
          organizationId: null,
        },
      ],
      opportunities: [],
      leads: [],
    },
    organization:
      choices.organization.choice === 'existing'
        ? {
            id: choices.organization.id,
            title: 'Acme GmbH',
            fields: [{ field: 'industry', action: 'kept', value: 'Steel', lead: 'Iron' }],
          }
        : null,
    contact: choices.contact.choice === 'new' ? { id: null, title: 'Amy Wong', fields: [] } : null,
    opportunity:
      choices.opportunity.choice === 'new'
        ? {
            id: null,
            title: 'Press',
            fields: [{ field: 'description', action: 'made', value: 'Wants it soon.\n\nRating: hot', lead: '' }],
          }
        : null,
    missing: [],
    moves: { activities: 4, notes: 1, files: 0, tags: 0 },
    lines: ['Rating: hot'],
  };
}

const outcome: ConvertOutcome = {
  conversionId: 'conversion',
  leadId: 'lead',
  title: 'Acme',
  organization: { id: 'acme', title: 'Acme GmbH', created: false },
  contact: { id: 'amy', title: 'Amy Wong', created: true },
  opportunity: { id: 'press', title: 'Press', created: true },
  moved: { activities: 4, notes: 1, files: 0, tags: 0 },
  already: false,
};

type Answer = (args: { choices: ConvertChoices | null }) => unknown;
let asked: { command: string; choices: ConvertChoices | null }[];
const calls = (command: string) => asked.filter((one) => one.command === command);
const last = () => calls('convert_preview').at(-1)?.choices;

function host(answers: { preview?: Answer; apply?: Answer } = {}): void {
  asked = [];
  mockWindows('main');
  mockIPC(
    (command, args) => {
      const given = args as { choices: ConvertChoices | null };
      asked.push({ command, choices: structuredClone(given?.choices ?? null) });
      if (command === 'convert_preview')
        return (answers.preview ?? (({ choices }) => preview(choices ?? proposed)))(given);
      if (command === 'convert_apply') return (answers.apply ?? (() => ({ value: outcome, step: 7 })))(given);
      if (command === 'pipeline_all' || command === 'vocabulary_all' || command === 'search_recent') return [];
      return null;
    },
    { shouldMockEvents: true },
  );
}

const refuse = (code: string, field: string | null) => () => {
  throw { code, field, values: {} };
};

async function open(): Promise<{ user: ReturnType<typeof userEvent.setup>; onclose: ReturnType<typeof vi.fn> }> {
  const onclose = vi.fn();
  render(ConvertDialog, { id: 'lead', onclose });
  await screen.findByRole('dialog');
  return { user: userEvent.setup(), onclose };
}

const column = (name: string) => within(screen.getByRole('region', { name }));

let stop: () => void;
beforeEach(() => {
  chooseLanguage('en');
  router.go('leads', 'lead', true);
  stop = actions.listen(window);
});
afterEach(async () => {
  cleanup();
  stop();
  for (const toast of toasts.shown) toasts.close(toast.id);
  await tick();
  clearMocks();
});

it('begins with the proposal, with its reasons, and says what would be done', async () => {
  host();
  await open();
  expect(calls('convert_preview').map((one) => one.choices)).toEqual([null]);
  expect(column('Organization').getByRole('radio', { name: 'Existing' })).toBeChecked();
  expect(column('Organization').getByRole('radio', { name: /Acme GmbH.*acme\.example/ })).toBeChecked();
  expect(column('Organization').getByText('kept')).toBeInTheDocument();
  expect(column('Organization').getByText(/Iron/)).toBeInTheDocument();
  expect(column('Contact').getByLabelText('Last name')).toHaveValue('Wong');
  expect(column('Opportunity').getByText('Rating: hot')).toBeInTheDocument();
  expect(column('Opportunity').getByText('Wants it soon.')).toBeInTheDocument();
  expect(screen.getByRole('status')).toHaveTextContent(
    'Creates 1 contact and 1 opportunity. Uses Acme GmbH. Moves 4 activities and 1 note. The lead leaves the list. You can undo this.',
  );
  const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
  expect(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
});

it('sends every choice, and typed text as it was typed', async () => {
  host();
  const { user } = await open();
  await user.click(column('Organization').getByRole('radio', { name: 'None' }));
  await waitFor(() => expect(last()?.organization).toEqual({ choice: 'none' }));
  await user.clear(column('Opportunity').getByLabelText('Amount'));
  await user.type(column('Opportunity').getByLabelText('Amount'), ' 12k ');
  await user.type(column('Contact').getByLabelText('Role in the opportunity'), 'Buyer');
  await waitFor(() => expect(last()?.role).toBe('Buyer'));
  expect(last()?.opportunity).toEqual({
    choice: 'new',
    fields: { title: 'Press', stage: 'first', amount: ' 12k ', currency: 'EUR' },
  });
});

it('chooses by itself only on strong evidence', async () => {
  host();
  const { user } = await open();
  await user.click(column('Contact').getByRole('radio', { name: 'Existing' }));
  expect(column('Contact').getByRole('radio', { name: /A\. Wong/ })).not.toBeChecked();
  await user.click(screen.getByRole('button', { name: /^Convert/ }));
  expect(column('Contact').getByRole('alert')).toHaveTextContent('Choose a contact.');
  expect(calls('convert_apply')).toEqual([]);
  await user.click(column('Contact').getByRole('radio', { name: /A\. Wong/ }));
  await waitFor(() => expect(last()?.contact).toEqual({ choice: 'existing', id: 'other' }));
});

it('drops an answer that comes too late', async () => {
  let answerLate: (late: ConvertPreview) => void = () => undefined;
  const late = new Promise<ConvertPreview>((resolve) => (answerLate = resolve));
  host({
    preview: ({ choices }) => {
      if (choices?.organization.choice === 'none') return late;
      return preview(choices ?? proposed);
    },
  });
  const { user } = await open();
  await user.click(column('Organization').getByRole('radio', { name: 'None' }));
  await user.click(column('Organization').getByRole('radio', { name: 'Existing' }));
  await waitFor(() => expect(last()?.organization).toEqual({ choice: 'existing', id: 'acme' }));
  answerLate({ ...preview(proposed), lines: ['from the late answer'], organization: null });
  await late;
  await tick();
  expect(screen.queryByText('from the late answer')).toBeNull();
  expect(screen.getByRole('status')).toHaveTextContent('Uses Acme GmbH.');
});

it('keeps what was filled in when it is refused, with the sentence at its field', async () => {
  host({ apply: refuse('field_needed', 'contact.lastName') });
  const { user, onclose } = await open();
  await user.clear(column('Contact').getByLabelText('Last name'));
  await user.type(column('Contact').getByLabelText('First name'), ' B.');
  await user.keyboard('{Control>}{Enter}{/Control}');
  expect(await column('Contact').findByRole('alert')).toHaveTextContent('This must not be blank.');
  expect(column('Contact').getByLabelText('First name')).toHaveValue('Amy B.');
  expect(onclose).not.toHaveBeenCalled();
  expect(router.place.id).toBe('lead');
  await waitFor(() => expect(column('Contact').getByLabelText(/Last name/)).toHaveFocus());
});

it('a refusal without a field stands beside the button', async () => {
  host({ apply: refuse('disk_full', null) });
  const { user } = await open();
  await user.click(screen.getByRole('button', { name: /^Convert/ }));
  await waitFor(() => expect(screen.getByRole('status')).toHaveTextContent('The disk is full.'));
});

it('pressed twice it converts once; then the opportunity is open and a toast offers Undo', async () => {
  let finish: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => (finish = resolve));
  host({ apply: () => ready.then(() => ({ value: outcome, step: 7 })) });
  const { user, onclose } = await open();
  await user.keyboard('{Control>}{Enter}{Enter}{/Control}');
  await user.click(screen.getByRole('button', { name: /^Convert/ }));
  expect(screen.getByRole('button', { name: /^Convert/ })).toBeDisabled();
  finish();
  await waitFor(() => expect(onclose).toHaveBeenCalledOnce());
  expect(calls('convert_apply').map((one) => one.choices)).toEqual([proposed]);
  expect(router.place).toEqual({ screen: 'opportunities', id: 'press', full: true });
  expect(toasts.shown.map(({ text, action }) => [text, action?.label])).toEqual([
    ['“Acme” converted. Created: 1 contact and 1 opportunity.', 'Undo'],
  ]);
});

it('a lead that was converted before opens what it became', async () => {
  host({ preview: () => ({ ...preview(proposed), already: { ...outcome, already: true, opportunity: null } }) });
  const onclose = vi.fn();
  render(ConvertDialog, { id: 'lead', onclose });
  await waitFor(() => expect(onclose).toHaveBeenCalledOnce());
  expect(router.place).toEqual({ screen: 'contacts', id: 'amy', full: true });
  expect(screen.queryByRole('dialog')).toBeNull();
});
