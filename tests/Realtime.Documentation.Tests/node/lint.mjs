// Lints an API description with Redocly's recommended rules; the report is the only output.
import { spawnSync } from 'node:child_process';

const linter = spawnSync('node', ['node_modules/@redocly/cli/bin/cli.js', 'lint', process.argv[2], '--extends', 'recommended', '--format', 'json', '--max-problems', '1000'], {
  encoding: 'utf8',
  env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
});
process.stdout.write(linter.stdout.slice(linter.stdout.indexOf('{')));
if (!linter.stdout.includes('"totals"')) { process.stderr.write(linter.stderr); process.exit(1); }
