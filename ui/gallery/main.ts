// The parts and the frame without a host, to be looked at: ?scene=frame&theme=dark&lang=de, or the app on a played host: ?place=contacts/c0
import { mount } from 'svelte';
import '../src/styles/tokens.css';
import '../src/styles/base.css';
import '../src/styles/field.css';
import '../src/styles/float.css';
import { chooseLanguage, type LanguageChoice } from '../src/lib/language.svelte';
import { chooseTheme, type Theme } from '../src/lib/theme.svelte';
import App from '../src/App.svelte';
import { router } from '../src/lib/router.svelte';
import { play } from '../tests/played/host';
import { playBoard } from './boardHost';
import Flows from './Flows.svelte';
import Gallery from './Gallery.svelte';
import { host } from './host';
import Screens from './Screens.svelte';

const asked = new URLSearchParams(location.search);
chooseLanguage((asked.get('lang') ?? 'system') as LanguageChoice);
chooseTheme((asked.get('theme') ?? 'system') as Theme);
/** Opens the palette as a reader would, and types. */
function open(typed: string): void {
  window.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true }));
  setTimeout(() => {
    const input = document.querySelector<HTMLInputElement>('.palette-input');
    if (!input) return;
    input.value = typed;
    input.dispatchEvent(new Event('input', { bubbles: true }));
  }, 200);
}

const target = document.getElementById('app');
const scene = asked.get('scene') ?? 'frame';
const place = asked.get('place');
// These ask the core, which is played here.
const isFlow = scene.startsWith('convert');
if (isFlow) host(scene);
if (target && place !== null) {
  // The whole app on a played host.
  play({
    start: {
      book: { state: 'open', empty: false, folder: '/home/petra/.local/share/kontor' },
      preferences: { language: asked.get('lang'), theme: asked.get('theme'), place },
      locale: asked.get('lang') === 'en' ? 'en-GB' : 'de-DE',
    },
  });
  mount(App, { target });
  // With the palette open: &find=hanke
  const find = asked.get('find');
  if (find !== null) setTimeout(() => open(find), 500);
} else if (target && (scene === 'pipeline' || scene === 'opportunity')) {
  playBoard(Number(asked.get('cards') ?? 12));
  router.go(scene === 'pipeline' ? 'pipeline' : 'opportunities', scene === 'pipeline' ? null : 'o2', true);
  mount(Screens, { target });
} else if (target && isFlow) mount(Flows, { target });
else if (target) mount(Gallery, { target, props: { scene } });
