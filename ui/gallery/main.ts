// The parts and the frame without a host, to be looked at: ?scene=frame&theme=dark&lang=de
import { mount } from 'svelte';
import '../src/styles/tokens.css';
import '../src/styles/base.css';
import '../src/styles/field.css';
import '../src/styles/float.css';
import { chooseLanguage, type LanguageChoice } from '../src/lib/language.svelte';
import { chooseTheme, type Theme } from '../src/lib/theme.svelte';
import Gallery from './Gallery.svelte';

const asked = new URLSearchParams(location.search);
chooseLanguage((asked.get('lang') ?? 'system') as LanguageChoice);
chooseTheme((asked.get('theme') ?? 'system') as Theme);
const target = document.getElementById('app');
if (target) mount(Gallery, { target, props: { scene: asked.get('scene') ?? 'frame' } });
