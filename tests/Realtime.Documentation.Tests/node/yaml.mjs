// Prints the documents of YAML files as JSON: { file: [documents] }. Bad YAML and keys given twice are errors.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseAllDocuments } from 'yaml';

const files = {};
for (const file of process.argv.slice(2)) {
  files[basename(file)] = parseAllDocuments(readFileSync(file, 'utf8'), { uniqueKeys: true }).map((document) => {
    if (document.errors.length > 0) throw new Error(`${file}: ${document.errors.join('\n')}`);
    return document.toJS();
  });
}
console.log(JSON.stringify(files));
