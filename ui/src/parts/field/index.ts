export { default as AmountField } from './AmountField.svelte';
export { default as ChoiceField } from './ChoiceField.svelte';
export { default as DateField } from './DateField.svelte';
export { default as TextField } from './TextField.svelte';
