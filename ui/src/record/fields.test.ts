import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import type { FieldChange } from '$lib/bindings/FieldChange';
import { chooseLanguage } from '$lib/language.svelte';
import { fieldName, valueWords } from './fields';

beforeEach(() => chooseLanguage('de'));

const change = (table: string, field: string): FieldChange => ({
  change: 1,
  table,
  field,
  before: null,
  after: null,
  currency: 'EUR',
  canPutBack: false,
  of: null,
});

/** The tables whose rows stand in the history of a record. */
const tables = [
  'lead',
  'organization',
  'contact',
  'opportunity',
  'opportunity_contact',
  'contact_point',
  'address',
  'tag_link',
  'timeline_link',
];

it('every column of a record has a name in its history', () => {
  const schema = readFileSync(resolve(__dirname, '../../../src-tauri/core/sql/schema.sql'), 'utf8');
  for (const table of tables) {
    const body = new RegExp(`CREATE TABLE ${table} \\(([^]*?)\\n\\) STRICT`).exec(schema)?.[1] ?? '';
    const columns = [...body.matchAll(/^ {4}([a-z_]+) +(?:TEXT|INTEGER)/gm)].map((found) => found[1] ?? '');
    expect(columns.length, table).toBeGreaterThan(2);
    // Those that the core leaves out: they change along with others.
    const told = columns.filter((one) => !/^(id|updated_at|rank|stage_since)$|_key$/.test(one));
    expect(told.filter((one) => fieldName(change(table, one)) === one && one !== 'label')).toEqual([]);
    expect(fieldName(change(table, ''))).not.toBe(table);
  }
});

it('values are shown as the reader writes them', () => {
  const words = (field: string, value: string) => valueWords(change('opportunity', field), value);
  expect(words('amount', '2100000').replace(/\s/g, ' ')).toBe('21.000,00 €');
  expect(words('probability', '25')).toBe('25 %');
  expect(words('state', 'won')).toBe('Gewonnen');
  expect(words('rating', 'hot')).toBe('Heiß');
  expect(words('no_email', '1')).toBe('ja');
  expect(words('expected_close', '2026-12-31')).toBe('31.12.2026');
  expect(words('title', '2026')).toBe('2026');
});
