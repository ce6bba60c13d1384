// Reads docs/asyncapi.yaml: the parser's complaints, or the document with its references resolved.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Parser } from '@asyncapi/parser';
import { parse } from 'yaml';

const text = readFileSync(join(process.env.REPOSITORY, 'docs/asyncapi.yaml'), 'utf8');
const document = parse(text);

export const resolve = (node) => (node?.$ref ? resolve(node.$ref.slice(2).split('/').reduce((at, name) => at[name], document)) : node);

/** Names of the messages that an operation's list refers to. */
export const names = (list) => (list ?? []).map((entry) => entry.$ref.split('/').at(-1));

export { document };

if (process.argv[1].endsWith('asyncapi.mjs')) {
  if (process.argv[2] === 'check') {
    const { diagnostics } = await new Parser().parse(text);
    // 0 is an error, 1 a warning; newer versions of the format are no complaint.
    console.log(JSON.stringify(diagnostics.filter((one) => one.severity < 2).map((one) => `${one.code} ${one.path.join('.')}: ${one.message}`)));
  } else {
    console.log(JSON.stringify(document));
  }
}
