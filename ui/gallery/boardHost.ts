// Plays the host for the pipeline in the gallery: sample data in memory, moved and counted like the real one, nothing kept.
import { mockIPC, mockWindows } from '@tauri-apps/api/mocks';
import type { Board } from '../src/lib/bindings/Board';
import type { Card } from '../src/lib/bindings/Card';
import type { Stage } from '../src/lib/bindings/Stage';
import { addDays, today } from '../src/lib/dates';

const now = today();
const stage = (id: string, name: string, probability: number, isWon = false): Stage => ({
  id,
  pipelineId: 'p',
  name,
  probability,
  rotDays: 14,
  isWon,
});
const stages = [
  stage('s1', 'Qualifiziert', 10),
  stage('s2', 'Kontakt aufgenommen', 25),
  stage('s3', 'Angebot', 50),
  stage('s4', 'Verhandlung', 75),
];
const won = stage('w', 'Gewonnen', 100, true);

const titles = [
  'Wartungsvertrag 2027',
  'Drei Arbeitsplätze für die Werkstatt',
  'Photovoltaik Dachfläche Nord, zweiter Bauabschnitt mit Speicher',
  'Office fit-out',
  'Schulung Vertriebsteam',
  'Rahmenvertrag',
  'Ersatzteile',
];
const organizations = ['Hanke Maschinenbau GmbH', 'Stadtwerke Lüneburg', 'Brightwater Ltd', '', 'Ōtani Trading'];
const dues = ['overdue', 'today', 'planned', 'none'] as const;

function card(index: number): Card {
  const due = dues[index % 4] ?? 'none';
  return {
    id: `o${index}`,
    title: titles[index % titles.length] ?? '',
    organizationId: null,
    organization: organizations[index % organizations.length] ?? '',
    amount: index % 6 === 5 ? null : ((index * 37) % 90) * 100_000 + 150_000,
    currency: index % 11 === 10 ? 'CHF' : 'EUR',
    probability: stages[index % 4]?.probability ?? 0,
    expectedClose: index % 5 === 4 ? null : addDays(now, ((index * 7) % 90) - 8),
    nextDue:
      due === 'none'
        ? null
        : addDays(now, due === 'overdue' ? -3 : due === 'today' ? 0 : 4) + (index % 2 ? ' 14:30' : ''),
    due,
    tags: index % 3 === 0 ? ['Energie', 'Messe 2026'] : index % 7 === 1 ? ['Partner'] : [],
    rottenDays: index % 9 === 3 ? 21 : null,
  };
}

const AT_ONCE = 50;

/** Answers the commands of the pipeline with so many cards in each of four columns. */
export function playBoard(perColumn: number): void {
  const cards = new Map<string, Card[]>(
    stages.map((one, column) => [
      one.id,
      Array.from({ length: Math.max(0, perColumn - column * Math.ceil(perColumn / 8)) }, (_, at) =>
        card(at * 4 + column),
      ),
    ]),
  );
  const matching = (id: string, text: string) =>
    (cards.get(id) ?? []).filter((one) =>
      `${one.title} ${one.organization}`.toLowerCase().includes(text.toLowerCase()),
    );
  const total = (all: Card[]) => {
    const sums = ['CHF', 'EUR'].flatMap((currency) => {
      const own = all.filter((one) => one.currency === currency && one.amount !== null);
      const amount = own.reduce((sum, one) => sum + (one.amount ?? 0), 0);
      const weighted = Math.round(own.reduce((sum, one) => sum + (one.amount ?? 0) * one.probability, 0) / 100);
      return own.length > 0 ? [{ currency, amount, weighted }] : [];
    });
    return { count: all.length, sums };
  };
  const board = (text: string): Board => ({
    pipeline: { id: 'p', name: 'Vertrieb' },
    wonStages: [won],
    columns: stages.map((one) => {
      const shown = matching(one.id, text);
      const count = (due: string) => shown.filter((each) => each.due === due).length;
      return {
        stage: one,
        shown: total(shown),
        total: text ? total(cards.get(one.id) ?? []) : null,
        due: { none: count('none'), planned: count('planned'), today: count('today'), overdue: count('overdue') },
        cards: shown.slice(0, AT_ONCE),
        next: shown.length > AT_ONCE ? String(AT_ONCE) : null,
      };
    }),
  });
  const take = (id: string): Card | undefined => {
    for (const [key, all] of cards) {
      const found = all.find((one) => one.id === id);
      if (found) {
        cards.set(
          key,
          all.filter((one) => one !== found),
        );
        return found;
      }
    }
    return undefined;
  };
  let made = 0;

  const answers: Record<string, (args: never) => unknown> = {
    pipeline_all: () => [
      { id: 'p', name: 'Vertrieb', stages: [...stages, won] },
      { id: 'q', name: 'Partner', stages: [...stages, won] },
    ],
    board: ({ query }: { query: { filter: { text: string } } }) => board(query.filter.text),
    board_column: ({ query }: { query: { stage: string; filter: { text: string }; after: string } }) => {
      const all = matching(query.stage, query.filter.text);
      const from = Number(query.after);
      return {
        cards: all.slice(from, from + AT_ONCE),
        next: from + AT_ONCE < all.length ? String(from + AT_ONCE) : null,
      };
    },
    opportunity_move: ({ id, stage: to, after }: { id: string; stage: string; after: string | null }) => {
      // One card that the core will not move, so that its way back can be seen.
      if (id === 'o1') throw { code: 'not_in_stage', values: { title: 'Ersatzteile', stage: 'Angebot' }, field: null };
      const found = take(id);
      const column = cards.get(to);
      if (found && column) {
        const probability = stages.find((one) => one.id === to)?.probability ?? 0;
        const at = after === null ? 0 : column.findIndex((one) => one.id === after) + 1;
        cards.set(to, column.toSpliced(at, 0, { ...found, probability }));
      }
      return { value: null, step: 1 };
    },
    opportunity_win: ({ id }: { id: string }) => (take(id), { value: null, step: 1 }),
    opportunity_lose: ({ id, draft }: { id: string; draft: { reason: string; note: string } }) => {
      if (!draft.reason) throw { code: 'field_needed', values: {}, field: 'reason' };
      if (draft.reason === 'r4' && !draft.note) throw { code: 'field_needed', values: {}, field: 'note' };
      take(id);
      return { value: null, step: 1 };
    },
    opportunity_create: ({ draft }: { draft: { fields: { title: string }; stage: string } }) => {
      made += 1;
      const id = `new${made}`;
      const fresh = { ...card(7), id, title: draft.fields.title, organization: '', tags: [], due: 'none' as const };
      cards.set(draft.stage, [{ ...fresh, nextDue: null, amount: null }, ...(cards.get(draft.stage) ?? [])]);
      return { value: id, step: 1 };
    },
    opportunity_page: () => ({
      rows: stages.flatMap((one) =>
        (cards.get(one.id) ?? []).slice(0, 20).map((each, at) => ({
          ...each,
          stage: { id: one.id, name: one.name },
          state: at % 5 === 3 ? 'won' : at % 5 === 4 ? 'lost' : 'open',
          closedAt: null,
          createdAt: `${now}T08:00:00.000Z`,
          updatedAt: `${now}T08:00:00.000Z`,
        })),
      ),
      next: null,
    }),
    vocabulary_all: () => [
      { id: 'r1', name: 'Zu teuer', needsText: false },
      { id: 'r2', name: 'Mitbewerber', needsText: false },
      { id: 'r3', name: 'Kein Bedarf mehr', needsText: false },
      { id: 'r4', name: 'Anderer Grund', needsText: true },
    ],
    opportunity_get: ({ id }: { id: string }) => {
      const found = [...cards.entries()].find(([, all]) => all.some((one) => one.id === id));
      const shown = found?.[1].find((one) => one.id === id) ?? card(2);
      const at = `${addDays(now, -20)}T09:00:00.000Z`;
      return {
        ...shown,
        organization: {
          record: { kind: 'organization', id: 'org' },
          title: shown.organization || 'Stadtwerke Lüneburg',
          detail: 'Lüneburg',
        },
        pipeline: { id: 'p', name: 'Vertrieb' },
        stage: stages.find((one) => one.id === found?.[0]) ?? stages[1],
        stageSince: at,
        state: 'open',
        probability: 60,
        probabilityByHand: 60,
        closedAt: null,
        lost: null,
        source: { id: 'r1', name: 'Messe' },
        description: 'Entscheidung im Januar. Braucht drei Arbeitsplätze und eine Schulung.',
        tags: shown.tags.map((name) => ({ id: name, name })),
        rottenDays: 21,
        contacts: [
          {
            contactId: 'c1',
            name: 'Jörg Petersen',
            jobTitle: 'Leiter Einkauf',
            role: 'Entscheidet',
            isPrimary: true,
            email: 'petersen@stadtwerke.example',
            phone: '+49 4131 555 0172',
          },
          { contactId: 'c2', name: 'Amy Wong', jobTitle: '', role: '', isPrimary: false, email: '', phone: '' },
        ],
        createdAt: at,
        updatedAt: at,
      };
    },
    conversion_origin: () => [
      {
        conversionId: 'k1',
        leadId: 'l1',
        title: 'Stadtwerke Lüneburg, Leitstelle',
        convertedAt: `${addDays(now, -20)}T09:00:00.000Z`,
        createdAt: `${addDays(now, -48)}T09:00:00.000Z`,
        hung: 4,
        lines: [
          { label: 'Titel', value: 'Stadtwerke Lüneburg, Leitstelle' },
          { label: 'Vorname', value: 'Jörg' },
          { label: 'Nachname', value: 'Petersen' },
          { label: 'Firma', value: 'Stadtwerke Lüneburg GmbH' },
          { label: 'Erwarteter Betrag', value: '12.500,00 EUR' },
          { label: 'E-Mail', value: 'petersen@stadtwerke.example (work)' },
          { label: 'Beschreibung', value: 'Messe Hamburg, Stand 12.\nRuft im Januar zurück.' },
        ],
      },
    ],
    turn_back_preview: () => ({
      conversionId: 'k1',
      leadId: 'l1',
      title: 'Stadtwerke Lüneburg, Leitstelle',
      removed: [{ record: { kind: 'opportunity', id: 'o2' }, title: 'Leitstelle', detail: 'Angebot' }],
      stays: [
        {
          record: { record: { kind: 'organization', id: 'org' }, title: 'Stadtwerke Lüneburg GmbH', detail: '' },
          because: 'wasThere',
          users: [],
        },
        {
          record: { record: { kind: 'contact', id: 'c1' }, title: 'Jörg Petersen', detail: '' },
          because: 'inUse',
          users: ['Netzleitstelle 2027'],
        },
      ],
      moves: { activities: 3, notes: 1, files: 0, tags: 2 },
      lines: ['Wahrscheinlichkeit von Hand: 60 %'],
    }),
    turn_back_apply: () => ({ value: { leadId: 'l1', title: 'Stadtwerke Lüneburg', removed: [], stays: [] }, step: 1 }),
    timeline_page: () => ({ rows: [], next: null }),
    search_find: () => ({ hits: [], capped: false }),
    tag_all: () => ['Energie', 'Messe 2026', 'Partner'].map((name) => ({ id: name, name })),
  };

  mockWindows('main');
  mockIPC(
    (command, args) => {
      const answer = answers[command];
      return answer ? answer(args as never) : null;
    },
    { shouldMockEvents: true },
  );
}
