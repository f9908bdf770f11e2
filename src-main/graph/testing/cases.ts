/** Test support: every case of every operator. */
import type { OperatorCase } from './checkOperator.ts';
import { convolutionCases } from './convolutionCases.ts';
import { elementwiseCases } from './elementwiseCases.ts';
import { layoutCases } from './layoutCases.ts';
import { reductionCases } from './reductionCases.ts';

/** Several for each row of the operator table. */
export const OPERATOR_CASES: readonly OperatorCase[] = [
  ...elementwiseCases,
  ...convolutionCases,
  ...layoutCases,
  ...reductionCases,
];
