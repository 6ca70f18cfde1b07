import './styles/tokens.css';
import './styles/base.css';
import './styles/map.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { watch } from './lib/words/visible';

watch(document.documentElement);
mount(App, { target: document.getElementById('app')! });
