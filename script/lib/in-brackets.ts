import { type ObjectExpression, parseSync, printSync } from '@swc/core'

/**
 * The bundler's functions around modules, in the brackets that the minifier takes away: V8 compiles what stands in brackets when it reads the
 * file. Others it only skims then, and reads them a second time when they are called, which here is at once.
 */
export function inBrackets(code: string): string {
  const program = parseSync(code, { syntax: 'ecmascript', target: 'es2022', isModule: false })
  wrapModules(program)
  return printSync(program, { minify: true, jsc: { target: 'es2022' } }).code
}

/** Modules are functions by number. */
function wrapModules(node: unknown): void {
  if (typeof node !== 'object' || node === null) return
  const { type, properties = [] } = node as Partial<ObjectExpression> // any node of the tree: looked at part by part
  const modules = properties.flatMap((each) => (each.type === 'KeyValueProperty' && each.key.type === 'NumericLiteral' ? [each] : []))
  if (type === 'ObjectExpression' && modules.length > 0 && modules.length === properties.length) {
    for (const module of modules)
      module.value = { type: 'ParenthesisExpression', span: { start: 0, end: 0, ctxt: 0 }, expression: module.value }
    return
  }
  for (const part of Object.values(node)) wrapModules(part)
}
