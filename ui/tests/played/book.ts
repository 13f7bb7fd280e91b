// A small book as the host would answer it: for the tests of screens and for looking at them in the gallery.
import type { ContactDetail } from '../../src/lib/bindings/ContactDetail';
import type { ContactRow } from '../../src/lib/bindings/ContactRow';
import type { Hit } from '../../src/lib/bindings/Hit';
import type { HistoryStep } from '../../src/lib/bindings/HistoryStep';
import type { Named } from '../../src/lib/bindings/Named';
import type { OrganizationDetail } from '../../src/lib/bindings/OrganizationDetail';
import type { OrganizationRow } from '../../src/lib/bindings/OrganizationRow';
import type { Pipeline } from '../../src/lib/bindings/Pipeline';
import type { Point } from '../../src/lib/bindings/Point';
import type { PointKind } from '../../src/lib/bindings/PointKind';
import type { Related } from '../../src/lib/bindings/Related';
import type { TimelineItem } from '../../src/lib/bindings/TimelineItem';
import type { Word } from '../../src/lib/bindings/Word';
import { addDays, today } from '../../src/lib/dates';

const now = today();
const at = (days: number, hour = 9) => `${addDays(now, days)}T${String(hour).padStart(2, '0')}:12:00.000Z`;

const named = (kind: Named['record']['kind'], id: string, title: string, detail = ''): Named => ({
  record: { kind, id },
  title,
  detail,
});
const related = (...records: Named[]): Related => ({ records, count: { value: records.length, capped: false } });
const point = (kind: PointKind, value: string, position = 0, label = 'work'): Point => ({
  id: `${kind}-${value}`,
  kind,
  label,
  value,
  key: value,
  display: value,
  quality: 'good',
  position,
});

const companies: readonly [name: string, city: string, industry: string, site: string][] = [
  ['Hanke Maschinenbau GmbH', 'Lüneburg', 'Maschinenbau', 'hanke.example'],
  ['Stadtwerke Lüneburg', 'Lüneburg', 'Energie', 'stadtwerke.example'],
  ['Brightwater Ltd', 'Bristol', 'Water treatment', 'brightwater.example'],
  ['Café Sonnenschein', 'Uelzen', 'Gastronomie', 'sonnenschein.example'],
  ['Ōtani Trading', 'Düsseldorf', 'Großhandel', 'otani.example'],
  [
    'Dr. Weiß & Partner mbB Steuerberatungsgesellschaft Rechtsanwaltsgesellschaft',
    'Hamburg',
    'Beratung',
    'weiss.example',
  ],
  ['Nordlicht Energie AG', 'Kiel', 'Energie', 'nordlicht.example'],
];

const people: readonly [first: string, last: string, job: string, company: number | null][] = [
  ['Petra', 'Hanke', 'Geschäftsführerin', 0],
  ['Jörg', 'Petersen', 'Leiter Einkauf', 1],
  ['Amy', 'Wong', 'Head of Procurement', 2],
  ['Selma', 'Çelik', 'Inhaberin', 3],
  ['Kenji', 'Ōtani', 'Director', 4],
  ['Friederike', 'von Weiß-Althaus', 'Partnerin', 5],
  ['Lars', 'Lindqvist', '', null],
  ['Mira', 'Brandt', 'Assistenz der Geschäftsführung', 0],
];

const due = (index: number) =>
  (
    [
      { due: 'overdue', nextDue: addDays(now, -2) },
      { due: 'today', nextDue: `${now} 14:30` },
      { due: 'planned', nextDue: addDays(now, 5) },
      { due: 'none', nextDue: null },
    ] as const
  )[index % 4] ?? { due: 'none' as const, nextDue: null };

/** The list of organizations. */
export const organizations: OrganizationRow[] = companies.map(([name, city, industry, site], index) => ({
  id: `o${index}`,
  name,
  industry,
  email: `info@${site}`,
  phone: '+49 4131 123 45',
  website: site,
  city,
  parent: '',
  tags: [],
  ...due(index),
  createdAt: at(-40 + index),
  updatedAt: at(-index),
}));

/** The list of contacts. */
export const contacts: ContactRow[] = people.map(([first, last, jobTitle, company], index) => ({
  id: `c${index}`,
  name: `${first} ${last}`,
  salutation: '',
  organization: company === null ? null : { id: `o${company}`, name: companies[company]?.[0] ?? '' },
  jobTitle,
  email: `${first.toLowerCase()}@${company === null ? 'mail' : companies[company]?.[3]}`,
  phone: '',
  city: '',
  tags: [],
  ...due(index + 1),
  createdAt: at(-30 + index),
  updatedAt: at(-index),
}));

/** Petra Hanke. */
export const contact: ContactDetail = {
  id: 'c0',
  salutation: 'Frau',
  firstName: 'Petra',
  lastName: 'Hanke',
  organization: named('organization', 'o0', 'Hanke Maschinenbau GmbH'),
  jobTitle: 'Geschäftsführerin',
  reportsTo: null,
  birthday: '1974-03-09',
  language: 'de',
  description: 'Entscheidet selbst, aber nie vor der Inventur.',
  noEmail: false,
  noPhone: false,
  noMail: true,
  leadSince: at(-60),
  emails: [point('email', 'petra@hanke.example'), point('email', 'hanke@privat.example', 1, 'home')],
  phones: [point('phone', '+49 4131 123 45')],
  websites: [],
  address: { kind: 'main', street: 'Am Sande 4', postalCode: '21335', city: 'Lüneburg', region: '', country: 'DE' },
  tags: [
    { id: 't1', name: 'Messe 2026', color: '' },
    { id: 't2', name: 'Partner', color: '' },
  ],
  opportunities: related(
    named('opportunity', 'p1', 'Fräszentrum für Halle 3', 'Angebot · Entscheiderin'),
    named('opportunity', 'p2', 'Wartungsvertrag 2027', 'Qualifiziert'),
  ),
  reports: related(named('contact', 'c7', 'Mira Brandt', 'Assistenz der Geschäftsführung')),
  ...due(2),
  createdAt: at(-30),
  updatedAt: at(-1),
};

/** Hanke Maschinenbau GmbH. */
export const organization: OrganizationDetail = {
  id: 'o0',
  name: 'Hanke Maschinenbau GmbH',
  parent: named('organization', 'o6', 'Nordlicht Energie AG'),
  industry: 'Maschinenbau',
  employees: 120,
  annualRevenue: 1_250_000_000,
  currency: 'EUR',
  vatNumber: 'DE123456789',
  description: '',
  leadSince: at(-60),
  emails: [point('email', 'info@hanke.example')],
  phones: [point('phone', '+49 4131 123 45')],
  websites: [point('website', 'hanke.example')],
  addresses: [
    { kind: 'billing', street: 'Am Sande 4', postalCode: '21335', city: 'Lüneburg', region: '', country: 'DE' },
  ],
  tags: [{ id: 't1', name: 'Messe 2026', color: '' }],
  contacts: related(
    named('contact', 'c7', 'Mira Brandt', 'Assistenz der Geschäftsführung'),
    named('contact', 'c0', 'Petra Hanke', 'Geschäftsführerin'),
  ),
  opportunities: {
    records: [
      named('opportunity', 'p1', 'Fräszentrum für Halle 3', 'Angebot'),
      named('opportunity', 'p2', 'Wartungsvertrag 2027', 'Qualifiziert'),
    ],
    count: { value: 14, capped: false },
  },
  children: related(),
  ...due(0),
  createdAt: at(-40),
  updatedAt: at(-1),
};

/** What happens with either of them. */
export const timeline: TimelineItem[] = [
  {
    type: 'activity',
    id: 'a1',
    kind: 'call',
    subject: 'Nach dem Angebot fragen',
    body: '',
    nodes: [],
    cut: false,
    dueOn: addDays(now, 5),
    dueTime: '10:00',
    doneAt: null,
    due: 'planned',
    createdAt: at(-3),
    places: [{ record: { kind: 'opportunity', id: 'p1' }, title: 'Fräszentrum für Halle 3' }],
  },
  {
    type: 'note',
    id: 'n1',
    body: 'Lieber am **Vormittag** anrufen.',
    nodes: [
      {
        type: 'paragraph',
        children: [
          { type: 'text', text: 'Lieber am ' },
          { type: 'strong', children: [{ type: 'text', text: 'Vormittag' }] },
          { type: 'text', text: ' anrufen.' },
        ],
      },
    ],
    cut: false,
    createdAt: at(-4),
    updatedAt: at(-4),
    places: [],
  },
  { type: 'converted', id: 'v1', title: 'Hanke Maschinenbau GmbH', convertedAt: at(-30) },
];

/** What "hanke" finds. */
export const hits: Hit[] = [
  {
    kind: 'organization',
    id: 'o0',
    title: 'Hanke Maschinenbau GmbH',
    titleMarks: [{ start: 0, end: 5 }],
    subtitle: 'Lüneburg',
    snippet: null,
    record: { kind: 'organization', id: 'o0' },
  },
  {
    kind: 'contact',
    id: 'c0',
    title: 'Petra Hanke',
    titleMarks: [{ start: 6, end: 11 }],
    subtitle: 'Hanke Maschinenbau GmbH',
    snippet: null,
    record: { kind: 'contact', id: 'c0' },
  },
  {
    kind: 'opportunity',
    id: 'p1',
    title: 'Fräszentrum für Halle 3',
    titleMarks: [],
    subtitle: 'Hanke Maschinenbau GmbH',
    snippet: null,
    record: { kind: 'opportunity', id: 'p1' },
  },
  {
    kind: 'lead',
    id: 'l1',
    title: 'Hanke Logistik',
    titleMarks: [{ start: 0, end: 5 }],
    subtitle: 'Olaf Timm',
    snippet: { text: 'timm@hanke-logistik.example', marks: [{ start: 5, end: 10 }] },
    record: { kind: 'lead', id: 'l1' },
  },
  {
    kind: 'note',
    id: 'n9',
    title: 'Besuch in Halle 3',
    titleMarks: [],
    subtitle: 'Stadtwerke Lüneburg',
    snippet: { text: '… hat Frau Hanke das Werk gezeigt …', marks: [{ start: 11, end: 16 }] },
    record: { kind: 'organization', id: 'o1' },
  },
  {
    kind: 'conversion',
    id: 'v1',
    title: 'Hanke Maschinenbau GmbH',
    titleMarks: [{ start: 0, end: 5 }],
    subtitle: 'Fräszentrum für Halle 3',
    snippet: null,
    record: { kind: 'opportunity', id: 'p1' },
  },
];

const stage = (id: string, name: string, probability: number, rotDays: number, isWon = false) => ({
  id,
  pipelineId: 'pl1',
  name,
  probability,
  rotDays,
  isWon,
});

/** Two pipelines. */
export const pipelines: Pipeline[] = [
  {
    id: 'pl1',
    name: 'Vertrieb',
    stages: [
      stage('s1', 'Qualifiziert', 10, 14),
      stage('s2', 'Bedarf geklärt', 25, 14),
      stage('s3', 'Angebot', 50, 21),
      stage('s4', 'Verhandlung', 75, 0),
      stage('s5', 'Gewonnen', 100, 0, true),
    ],
  },
  {
    id: 'pl2',
    name: 'Partner',
    stages: [
      { ...stage('s6', 'Gespräch', 30, 0), pipelineId: 'pl2' },
      { ...stage('s7', 'Vertrag', 100, 0, true), pipelineId: 'pl2' },
    ],
  },
];

const words = (...names: string[]): Word[] => names.map((name) => ({ id: name, name, needsText: false }));

/** The lists that a reader keeps. */
export const vocabularies = {
  sources: words('Messe', 'Empfehlung', 'Website', 'Kaltakquise'),
  leadStatuses: words('Neu', 'Angesprochen', 'Interessiert'),
  lostReasons: words('Preis', 'Wettbewerb', 'Kein Bedarf'),
};

/** The newest steps. */
export const steps: HistoryStep[] = [
  { seq: 9, at: at(0, 8), kind: 'edit_contact', subject: 'Petra Hanke', count: 1, state: 'done' },
  { seq: 8, at: at(0, 7), kind: 'undo', subject: 'Stadtwerke Lüneburg', count: 1, state: 'reversal' },
  { seq: 7, at: at(0, 7), kind: 'delete_organization', subject: 'Stadtwerke Lüneburg', count: 1, state: 'undone' },
  { seq: 6, at: at(-1, 15), kind: 'convert_lead', subject: 'Hanke Maschinenbau GmbH', count: 1, state: 'done' },
  { seq: 5, at: at(-1, 14), kind: 'add_activity', subject: 'Jörg Petersen', count: 1, state: 'done' },
  { seq: 4, at: at(-12, 9), kind: 'import', subject: 'messe-hamburg.csv', count: 128, state: 'done' },
];

/** What the host answers to each command, for this book. */
export const answers: Record<string, unknown> = {
  start: {
    book: { state: 'open', empty: false, folder: '/home/petra/.local/share/kontor' },
    preferences: { language: null, theme: null, place: 'contacts' },
    locale: 'de-DE',
  },
  counts: { lead: 128, contact: contacts.length, organization: organizations.length, opportunity: 14 },
  lead_page: { rows: [], next: null, count: { value: 0, capped: false } },
  contact_page: { rows: contacts, next: null, count: { value: contacts.length, capped: false } },
  contact_get: contact,
  organization_page: { rows: organizations, next: null, count: { value: organizations.length, capped: false } },
  organization_get: organization,
  timeline_page: { rows: timeline, next: null, count: null },
  tag_all: contact.tags,
  duplicates: [],
  search_find: { hits, capped: false },
  search_recent: hits.slice(0, 4),
  pipeline_all: pipelines,
  history_steps: steps,
  history_of_record: [],
  settings_get: { country: 'DE', currency: 'EUR' },
};
