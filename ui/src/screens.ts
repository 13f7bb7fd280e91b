// Every screen of the app, in the order of the side bar. A new screen is one entry here.
import type { Component } from 'svelte';
import Brush from '@lucide/svelte/icons/brush-cleaning';
import Building2 from '@lucide/svelte/icons/building-2';
import CopyCheck from '@lucide/svelte/icons/copy-check';
import History from '@lucide/svelte/icons/history';
import FileUp from '@lucide/svelte/icons/file-up';
import Settings from '@lucide/svelte/icons/settings';
import UserPlus from '@lucide/svelte/icons/user-plus';
import Users from '@lucide/svelte/icons/users';
import Kanban from '@lucide/svelte/icons/square-kanban';
import type { AnyIcon } from '$lib/icon';
import { m } from '$lib/paraglide/messages.js';
import type { Place } from '$lib/router.svelte';
import type { Counts } from '$lib/wire';

/** What shows a screen. */
export type ScreenComponent = Component<{ place: Place }>;

/** A screen and how one gets there. */
export interface ScreenEntry {
  /** The name in places ("leads"). */
  name: string;
  /** The kind of record whose number stands beside the name. */
  kind?: keyof Counts;
  label: () => string;
  icon: AnyIcon;
  shortcut?: string;
  /** False: reached otherwise than by a line among the places. */
  inSideBar: boolean;
  /** The place in the side bar that it belongs to, if it has none of its own. */
  within?: string;
  /** The screen itself, out of a file of its own: the window starts with what the first screen needs. */
  load: () => Promise<{ default: ScreenComponent }>;
}

/** The screens. The first one opens when no place was kept. */
export const screens: readonly ScreenEntry[] = [
  {
    name: 'leads',
    kind: 'lead',
    label: m.place_leads,
    icon: UserPlus,
    shortcut: 'Mod+1',
    inSideBar: true,
    load: () => import('./lead/LeadsScreen.svelte'),
  },
  {
    name: 'pipeline',
    kind: 'opportunity',
    label: m.place_pipeline,
    icon: Kanban,
    shortcut: 'Mod+2',
    inSideBar: true,
    load: () => import('./pipeline/PipelineScreen.svelte'),
  },
  {
    name: 'contacts',
    kind: 'contact',
    label: m.place_contacts,
    icon: Users,
    shortcut: 'Mod+3',
    inSideBar: true,
    load: () => import('./contact/ContactsScreen.svelte'),
  },
  {
    name: 'organizations',
    kind: 'organization',
    label: m.place_organizations,
    icon: Building2,
    shortcut: 'Mod+4',
    inSideBar: true,
    load: () => import('./organization/OrganizationsScreen.svelte'),
  },
  {
    name: 'import',
    label: m.place_import,
    icon: FileUp,
    shortcut: 'Mod+I',
    inSideBar: false,
    load: () => import('./import/ImportScreen.svelte'),
  },
  {
    name: 'duplicates',
    label: m.place_duplicates,
    icon: CopyCheck,
    inSideBar: false,
    load: () => import('./clean/DuplicatesScreen.svelte'),
  },
  {
    name: 'cleanup',
    label: m.place_cleanup,
    icon: Brush,
    inSideBar: false,
    load: () => import('./clean/CleanUpScreen.svelte'),
  },
  {
    name: 'opportunities',
    label: m.kind_opportunities,
    icon: Kanban,
    inSideBar: false,
    within: 'pipeline',
    load: () => import('./opportunity/OpportunityScreen.svelte'),
  },
  {
    name: 'settings',
    label: m.place_settings,
    icon: Settings,
    shortcut: 'Mod+,',
    inSideBar: false,
    load: () => import('./settings/SettingsScreen.svelte'),
  },
  {
    name: 'steps',
    label: m.place_steps,
    icon: History,
    inSideBar: false,
    load: () => import('./settings/StepsScreen.svelte'),
  },
];
