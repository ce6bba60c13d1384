// Parses every Mermaid diagram of the pages given; prints what is wrong and how many diagrams of which kind each page has.
import { readFileSync } from 'node:fs';
import DOMPurify from 'dompurify';
import mermaid from 'mermaid';

// Without a browser there is nothing to sanitize for.
DOMPurify.addHook ??= () => {};
DOMPurify.sanitize ??= (text) => text;

const report = { faults: [], diagrams: {} };
for (const page of process.argv.slice(2)) {
  const kinds = report.diagrams[page] = [];
  for (const [, text] of readFileSync(page, 'utf8').matchAll(/```mermaid\n([\s\S]*?)```/g)) {
    try {
      kinds.push((await mermaid.parse(text)).diagramType);
    } catch (error) {
      report.faults.push(`${page}: ${error.message}`);
    }
  }
}
console.log(JSON.stringify(report));
