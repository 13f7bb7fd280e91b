// Every screen of the app, in the order of the side bar. A new screen is one entry here.
import type { Component } from 'svelte';
import Building2 from '@lucide/svelte/icons/building-2';
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
import ContactsScreen from './contact/ContactsScreen.svelte';
import ImportScreen from './import/ImportScreen.svelte';
import LeadsScreen from './lead/LeadsScreen.svelte';
import OpportunityScreen from './opportunity/OpportunityScreen.svelte';
import OrganizationsScreen from './organization/OrganizationsScreen.svelte';
import PipelineScreen from './pipeline/PipelineScreen.svelte';
import SettingsScreen from './settings/SettingsScreen.svelte';
import StepsScreen from './settings/StepsScreen.svelte';

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
  component: Component<{ place: Place }>;
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
    component: LeadsScreen,
  },
  {
    name: 'pipeline',
    kind: 'opportunity',
    label: m.place_pipeline,
    icon: Kanban,
    shortcut: 'Mod+2',
    inSideBar: true,
    component: PipelineScreen,
  },
  {
    name: 'contacts',
    kind: 'contact',
    label: m.place_contacts,
    icon: Users,
    shortcut: 'Mod+3',
    inSideBar: true,
    component: ContactsScreen,
  },
  {
    name: 'organizations',
    kind: 'organization',
    label: m.place_organizations,
    icon: Building2,
    shortcut: 'Mod+4',
    inSideBar: true,
    component: OrganizationsScreen,
  },
  {
    name: 'import',
    label: m.place_import,
    icon: FileUp,
    shortcut: 'Mod+I',
    inSideBar: false,
    component: ImportScreen,
  },
  {
    name: 'opportunities',
    label: m.kind_opportunities,
    icon: Kanban,
    inSideBar: false,
    within: 'pipeline',
    component: OpportunityScreen,
  },
  {
    name: 'settings',
    label: m.place_settings,
    icon: Settings,
    shortcut: 'Mod+,',
    inSideBar: false,
    component: SettingsScreen,
  },
  {
    name: 'steps',
    label: m.place_steps,
    icon: History,
    inSideBar: false,
    component: StepsScreen,
  },
];
