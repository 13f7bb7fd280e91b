// The host's side of the scenes that ask the core.
import { mockIPC, mockWindows } from '@tauri-apps/api/mocks';
import type { ConvertChoices } from '../src/lib/bindings/ConvertChoices';
import type { ConvertPreview } from '../src/lib/bindings/ConvertPreview';
import type { RecordPreview } from '../src/lib/bindings/RecordPreview';

const proposed: ConvertChoices = {
  organization: { choice: 'existing', id: 'org-1' },
  contact: {
    choice: 'new',
    fields: { salutation: 'Herr', firstName: 'Jörg', lastName: '', jobTitle: 'Leiter Einkauf' },
  },
  opportunity: {
    choice: 'new',
    fields: {
      title: 'Stadtwerke Lüneburg: Leitstelle, drei Arbeitsplätze mit Wartung',
      stage: 'stage-1',
      amount: '12500,00',
      currency: 'EUR',
      expectedClose: '',
      source: 'source-1',
    },
  },
  role: '',
};

const organization: RecordPreview = {
  id: 'org-1',
  title: 'Stadtwerke Lüneburg GmbH',
  fields: [
    { field: 'name', action: 'kept', value: 'Stadtwerke Lüneburg GmbH', lead: 'Stadtwerke Lüneburg' },
    { field: 'industry', action: 'filled', value: 'Energie', lead: '' },
    { field: 'website', action: 'skipped', value: 'www.stadtwerke.example (work)', lead: '' },
    {
      field: 'billingAddress',
      action: 'kept',
      value: 'Postfach 11 20, 21301 Lüneburg',
      lead: 'Am Wasserturm 4, 21335 Lüneburg',
    },
  ],
};

function preview(choices: ConvertChoices): ConvertPreview {
  const contact = choices.contact;
  const lastName = contact.choice === 'new' ? (contact.fields.lastName ?? '') : 'x';
  return {
    leadId: 'lead-1',
    title: 'Stadtwerke Lüneburg',
    closed: false,
    already: null,
    choices,
    candidates: {
      organizations: [
        {
          record: { kind: 'organization', id: 'org-1' },
          title: 'Stadtwerke Lüneburg GmbH',
          subtitle: 'Lüneburg',
          strength: 'strong',
          evidence: [
            { kind: 'domain', value: 'stadtwerke.example' },
            { kind: 'company', value: 'Stadtwerke Lüneburg GmbH' },
          ],
          hasOpportunity: true,
          closed: false,
          organizationId: null,
        },
        {
          record: { kind: 'organization', id: 'org-2' },
          title: 'Stadtwerke Lünen',
          subtitle: 'Lünen',
          strength: 'weak',
          evidence: [{ kind: 'similarCompany', value: 'Stadtwerke Lünen' }],
          hasOpportunity: false,
          closed: false,
          organizationId: null,
        },
      ],
      contacts: [
        {
          record: { kind: 'contact', id: 'contact-1' },
          title: 'Jörg Petersen',
          subtitle: 'Nordlicht Energie AG',
          strength: 'weak',
          evidence: [{ kind: 'similarPerson', value: 'Jörg Petersen' }],
          hasOpportunity: false,
          closed: false,
          organizationId: null,
        },
      ],
      opportunities: [
        { id: 'opp-1', title: 'Netzleitstelle 2027', organization: 'Stadtwerke Lüneburg GmbH', stage: 'Angebot' },
      ],
      leads: [
        {
          record: { kind: 'lead', id: 'lead-2' },
          title: 'Stadtwerke Lüneburg, Messe Hamburg',
          subtitle: '',
          strength: 'strong',
          evidence: [],
          hasOpportunity: false,
          closed: false,
          organizationId: null,
        },
      ],
    },
    organization: choices.organization.choice === 'none' ? null : organization,
    contact:
      contact.choice === 'new'
        ? {
            id: null,
            title: 'Jörg',
            fields: [
              { field: 'email', action: 'made', value: 'petersen@stadtwerke.example (work)', lead: '' },
              { field: 'phone', action: 'made', value: '+49 4131 555 0172', lead: '' },
              { field: 'mainAddress', action: 'made', value: 'Am Wasserturm 4, 21335 Lüneburg', lead: '' },
            ],
          }
        : null,
    opportunity:
      choices.opportunity.choice === 'new'
        ? {
            id: null,
            title: 'Stadtwerke Lüneburg',
            fields: [
              { field: 'title', action: 'made', value: 'Leitstelle', lead: 'Stadtwerke Lüneburg' },
              {
                field: 'description',
                action: 'made',
                value: 'Braucht drei Arbeitsplätze bis Ende März.\n\nBewertung: heiß\nStatus: In Bearbeitung',
                lead: '',
              },
            ],
          }
        : null,
    missing: contact.choice === 'new' && lastName === '' ? [{ kind: 'contact', field: 'lastName' }] : [],
    moves: { activities: 4, notes: 2, files: 1, tags: 0 },
    lines: ['Bewertung: heiß', 'Status: In Bearbeitung'],
  };
}

/** Answers as the core would, for one lead. */
export function host(scene: string): void {
  mockWindows('main');
  mockIPC(
    (command, args) => {
      const asked = args as Record<string, unknown>;
      switch (command) {
        case 'convert_preview':
          return preview((asked.choices as ConvertChoices | null) ?? proposed);
        case 'convert_apply':
          throw { code: 'field_needed', field: 'contact.lastName', values: {} };
        case 'pipeline_all':
          return ['Neugeschäft', 'Bestand'].map((name, at) => ({
            id: `pipeline-${at}`,
            name,
            stages: ['Qualifiziert', 'Angebot', 'Verhandlung'].map((stage, index) => ({
              id: `stage-${at * 10 + index + 1}`,
              pipelineId: `pipeline-${at}`,
              name: stage,
              probability: 25 * index,
              rotDays: 30,
              isWon: false,
            })),
          }));
        case 'vocabulary_all':
          return [{ id: 'source-1', name: 'Messe', needsText: false }];
        case 'search_find':
        case 'search_recent':
          return command === 'search_recent' ? [] : { hits: [], capped: false };
        default:
          throw { code: 'unexpected', values: { detail: `${scene}: ${command}` } };
      }
    },
    { shouldMockEvents: true },
  );
}
