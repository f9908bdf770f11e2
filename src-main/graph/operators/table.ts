/** The operator table: every operator a graph may use. */
import { convolution } from './convolution.ts';
import { elementwise } from './elementwise.ts';
import { layout } from './layout.ts';
import { normalisation } from './normalisation.ts';
import { reduction } from './reduction.ts';
import type { Operator } from './rule.ts';

const rows = { ...elementwise, ...convolution, ...layout, ...reduction, ...normalisation };

/** Name of an operator, as in the ONNX standard. */
export type OperatorName = keyof typeof rows;

/** Every operator with its shape rule and its gradient rule. */
export const OPERATORS: Readonly<Record<OperatorName, Operator>> = rows;

/** Whether a name from outside is one of our operators. */
export function isOperator(name: string): name is OperatorName {
  return Object.hasOwn(rows, name);
}
