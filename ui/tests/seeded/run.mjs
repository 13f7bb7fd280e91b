// The type check must be able to fail: it is run on one file with one error, and this fails unless exactly that is reported.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ui = fileURLToPath(new URL('../../', import.meta.url));
const check = fileURLToPath(new URL('../../node_modules/svelte-check/bin/svelte-check', import.meta.url));
const { status, stdout } = spawnSync(
  process.execPath,
  [check, '--workspace', 'tests/seeded', '--tsconfig', './tsconfig.json', '--output', 'machine'],
  {
    cwd: ui,
    encoding: 'utf8',
  },
);
const errors = stdout.split('\n').filter((line) => / ERROR /.test(line));
if (status === 0 || errors.length !== 1 || !errors[0].includes('Wrong.svelte')) {
  console.error(`The type check did not report the seeded error.\n${stdout}`);
  process.exit(1);
}
console.log('The type check reports the seeded error.');
