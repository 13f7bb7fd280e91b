import { mount } from 'svelte';
import './styles/tokens.css';
import './styles/base.css';
import './styles/field.css';
import './styles/float.css';
import Root from './Root.svelte';

const target = document.getElementById('app');
if (target) mount(Root, { target });
