// Contacts and organizations on their screens, with the host's side played by mockIPC.
import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import App from '../src/App.svelte';
import { chooseLanguage } from '../src/lib/language.svelte';
import { router } from '../src/lib/router.svelte';
import { contact, hits, organization } from './played/book';
import { changed, ended, play, Refused } from './played/host';
import { toasts } from '../src/lib/toast.svelte';
import { screensAreReady } from './played/screens';

async function at(place: string, more: Parameters<typeof play>[0] = {}): Promise<ReturnType<typeof play>> {
  const asked = play({
    start: {
      book: { state: 'open', empty: false, folder: '/books/one' },
      preferences: { language: 'en', theme: 'light', place },
      locale: 'en-GB',
    },
    ...more,
  });
  render(App);
  await screen.findByRole('navigation');
  return asked;
}

/** What axe finds, but for colours, which have no meaning without a layout: tokens.test.ts holds those. */
async function complaints(): Promise<string[]> {
  const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
  return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`);
}

const option = (text: string) =>
  waitFor(() => {
    const found = screen.getAllByRole('option').find((one) => one.textContent?.includes(text));
    if (!found) throw new Error(`no option ${text}`);
    return found;
  });

// Whole screens on a busy machine take their time.
vi.setConfig({ testTimeout: 30_000 });
screensAreReady();
beforeEach(() => chooseLanguage('en'));
afterEach(async () => {
  // What went wrong in one test is not said in the next.
  for (const one of [...toasts.shown]) toasts.close(one.id);
  cleanup();
  await ended();
});

it.each([
  ['contacts', 'contact_page', 'Next activity', 'next'],
  ['organizations', 'organization_page', 'Changed', 'updated'],
])('%s: a list with its number, narrowed while typing and sorted by a column', async (place, page, column, key) => {
  const user = userEvent.setup();
  const asked = await at(place);
  expect(await complaints()).toEqual([]);
  await user.click(screen.getByRole('button', { name: column }));
  await user.type(screen.getByRole('searchbox'), 'han');
  await waitFor(() => {
    const last = asked.filter(([command]) => command === page).at(-1);
    expect(last?.[1]).toMatchObject({ query: { text: 'han', sort: key, descending: false, after: null } });
  });
});

it('the keys walk a list that has no detail open; Enter opens beside, and once more in full', async () => {
  const user = userEvent.setup();
  await at('contacts');
  const grid = await screen.findByRole('grid', { name: 'Contacts' });
  await waitFor(() => expect(grid).toHaveAttribute('aria-busy', 'false'));
  // Come to by a key, the list has the focus by itself.
  expect(grid).toHaveFocus();
  await user.keyboard('{ArrowDown}{ArrowDown}{Enter}');
  expect(router.place).toEqual({ screen: 'contacts', id: 'c1', full: false });
  screen.getByRole('grid').focus();
  await user.keyboard('{Enter}');
  expect(router.place).toEqual({ screen: 'contacts', id: 'c1', full: true });
});

it('a new contact: who is known already is shown, a new organization goes in by its name', async () => {
  const user = userEvent.setup();
  const asked = await at('contacts', {
    duplicates: [
      {
        record: { kind: 'lead', id: 'l1' },
        title: 'Hanke Logistik',
        subtitle: '',
        strength: 'strong',
        evidence: [{ kind: 'email', value: 'p@h.example' }],
        hasOpportunity: false,
        closed: false,
        organizationId: null,
      },
    ],
  });
  await user.keyboard('n');
  const dialog = await screen.findByRole('dialog', { name: 'New contact' });
  await user.type(within(dialog).getByLabelText('Last name'), 'Hanke');
  await user.type(within(dialog).getByLabelText('Organization'), 'Neue Firma');
  await user.click(await option('Create “Neue Firma”'));
  await user.type(within(dialog).getByLabelText('E-mail'), 'p@h.example');
  expect(await within(dialog).findByText('same e-mail p@h.example')).toBeInTheDocument();
  await user.click(within(dialog).getByRole('button', { name: 'Create contact' }));
  await waitFor(() => expect(router.place).toEqual({ screen: 'contacts', id: 'made', full: false }));
  expect(asked.find(([command]) => command === 'contact_create')?.[1]).toMatchObject({
    draft: { fields: { lastName: 'Hanke', organization: 'Neue Firma' }, emails: [{ value: 'p@h.example' }] },
    language: 'en',
  });
});

it('a refused contact keeps what was typed and says what is wrong at its field', async () => {
  const user = userEvent.setup();
  await at('contacts', { contact_create: new Refused('no_name', {}, 'lastName') });
  await user.keyboard('n');
  const dialog = await screen.findByRole('dialog');
  await user.type(within(dialog).getByLabelText('First name'), 'Petra');
  await user.click(within(dialog).getByRole('button', { name: 'Create contact' }));
  expect(await within(dialog).findByRole('alert')).toHaveTextContent('A name is missing');
  expect(within(dialog).getByLabelText('Last name')).toHaveAttribute('aria-invalid', 'true');
  expect(within(dialog).getByLabelText('First name')).toHaveValue('Petra');
});

it('a contact: its ways, its organization as a link and by search, its opportunities, deleted with a way back', async () => {
  const user = userEvent.setup();
  const town = { ...hits[0], id: 'o1', title: 'Stadtwerke Lüneburg' };
  const asked = await at('contacts/c0/full', { search_find: { hits: [town], capped: false } });
  expect(await screen.findByRole('heading', { name: 'Petra Hanke' })).toBeInTheDocument();
  expect(screen.getByRole('checkbox', { name: 'No letters' })).toBeChecked();
  expect(await complaints()).toEqual([]);

  await user.click(screen.getByRole('checkbox', { name: 'No calls' }));
  expect(asked).toContainEqual(['contact_set', { id: 'c0', fields: { noPhone: 'yes' }, language: 'en' }]);

  await user.click(screen.getByRole('button', { name: 'Change Organization' }));
  // What stands there is selected: typing replaces it.
  await user.keyboard('Stadt');
  await user.click(await option('Stadtwerke Lüneburg'));
  expect(asked).toContainEqual(['contact_set', { id: 'c0', fields: { organization: 'o1' }, language: 'en' }]);

  await user.click(screen.getByRole('button', { name: 'Fräszentrum für Halle 3' }));
  expect(router.place).toEqual({ screen: 'opportunities', id: 'p1', full: true });
  router.back();

  await user.click(await screen.findByRole('button', { name: 'More' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Delete contact' }));
  expect(await screen.findByText('Contact deleted')).toBeInTheDocument();
  expect(router.place).toEqual({ screen: 'contacts', id: null, full: false });
});

it('the lead that a contact came from is read from its timeline', async () => {
  const user = userEvent.setup();
  await at('contacts/c0/full', {
    conversion_origin: [
      {
        conversionId: 'v1',
        leadId: 'l7',
        title: 'Hanke Maschinenbau GmbH',
        convertedAt: '2026-01-02T10:00:00.000Z',
        createdAt: '2025-12-02T10:00:00.000Z',
        lines: [{ label: 'Rating', value: 'Hot' }],
        hung: 2,
      },
    ],
  });
  await user.click(await screen.findByRole('button', { name: 'More for Hanke Maschinenbau GmbH' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Show the lead' }));
  const dialog = await screen.findByRole('dialog');
  expect(within(dialog).getByText('Rating')).toBeInTheDocument();
  expect(within(dialog).getByText('Hot')).toBeInTheDocument();
});

it('an organization that opportunities need stays, and a sentence says why', async () => {
  const user = userEvent.setup();
  await at('organizations/o0', {
    organization_delete: new Refused('organization_in_use', { title: organization.name, count: 14 }),
    related_all: {
      records: Array.from({ length: 14 }, (_, at) => ({
        record: { kind: 'opportunity', id: `d${at}` },
        title: at === 13 ? 'Der vierzehnte Auftrag' : `Auftrag ${at}`,
        detail: '',
      })),
      count: { value: 14, capped: false },
    },
  });
  expect(await screen.findByRole('heading', { name: organization.name })).toBeInTheDocument();
  // Of fourteen opportunities two are shown; the rest comes when asked for.
  await user.click(screen.getByRole('button', { name: 'Show all 14' }));
  expect(await screen.findByText('Der vierzehnte Auftrag')).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'More' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Delete organization' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('has opportunities (14) and stays');
  expect(router.place.id).toBe('o0');
});

it('the annual revenue is shown as money and goes to the core as it is typed in the reader’s language', async () => {
  const user = userEvent.setup();
  const asked = await at('organizations/o0/full');
  await user.click(await screen.findByRole('button', { name: /Edit Annual revenue: .*12,500,000/ }));
  const input = screen.getByLabelText('Annual revenue');
  await user.clear(input);
  await user.type(input, '13m{Enter}');
  await waitFor(() =>
    expect(asked).toContainEqual([
      'organization_set',
      { id: 'o0', fields: { annualRevenue: '13000000' }, language: 'en' },
    ]),
  );
});

it('a contact that an undo took away leads back to the list; a changed organization shows its new name', async () => {
  let gone = false;
  const get = vi.fn(() => (gone ? new Refused('not_found') : contact));
  await at('contacts/c0', { contact_get: get, record_now: null });
  await screen.findByRole('heading', { name: 'Petra Hanke' });
  await changed({ records: [{ kind: 'organization', id: 'o0' }] });
  await waitFor(() => expect(get).toHaveBeenCalledTimes(2));
  gone = true;
  await changed({ records: [{ kind: 'contact', id: 'c0' }] });
  await waitFor(() => expect(router.place).toEqual({ screen: 'contacts', id: null, full: false }));
});
