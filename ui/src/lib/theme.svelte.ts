// Light, dark or as the system: tokens.css answers to data-theme on the page, and to the system where there is none.

/** What can be chosen in the settings. */
export type Theme = 'system' | 'light' | 'dark';

class ThemeState {
  choice: Theme = $state('system');
}

/** The chosen theme. */
export const theme = new ThemeState();

/** Switches at once. */
export function chooseTheme(choice: Theme): void {
  theme.choice = choice;
  if (choice === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
}
