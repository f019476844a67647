import { data, Evaluator, Lexer, Parser } from '@actions/expressions'

type Value = string | boolean | { readonly [name: string]: Value }

/** What GitHub makes of `${{ … }}` where the contexts hold these values, as text. By its own evaluator. */
export function evaluated(expression: string, contexts: Readonly<Record<string, Value>>): string {
  const [, inner = ''] = /^\s*\$\{\{([\s\S]*)\}\}\s*$/.exec(expression) ?? []
  const { tokens } = new Lexer(inner).lex()
  return new Evaluator(new Parser(tokens, Object.keys(contexts), []).parse(), dictionaryOf(contexts)).evaluate().coerceString()
}

const dictionaryOf = (values: Readonly<Record<string, Value>>) =>
  new data.Dictionary(...Object.entries(values).map(([key, value]) => ({ key, value: dataOf(value) })))

function dataOf(value: Value): data.ExpressionData {
  if (typeof value === 'string') return new data.StringData(value)
  return typeof value === 'boolean' ? new data.BooleanData(value) : dictionaryOf(value)
}
