/** Tensor graphs: building them, their gradients, and ONNX bytes in and out. Import from here. */
export * from './tensor.ts';
export * from './dim.ts';
export * from './build.ts';
export { gradients } from './gradients.ts';
export { OPERATORS, isOperator, type OperatorName } from './operators/table.ts';
export { toModel, toOnnx, OPSET, type ModelExtras } from './onnx/encode.ts';
export {
  checkData,
  decodeModel,
  encodeMetadata,
  encodeModel,
  functionsOf,
  OnnxError,
  type ModelProto,
} from './onnx/schema.ts';
export { TENSOR_BYTES, typeName } from './onnx/constants.ts';
export { tensorsElsewhere, withTensors, type TensorElsewhere } from './onnx/elsewhere.ts';
export { inFloat16, toFloat16 } from './onnx/half.ts';
export { choose } from './onnx/branch.ts';
export { orderProbe, PROBE, toBlocks } from './onnx/blocked/blocked.ts';
export { split, type Split } from './onnx/split.ts';
export { isConstant, rewrite, type Rule } from './rewrite.ts';
export * from './simplify.ts';
export { fromOnnx, MAX_NODES, metadataOf, OnnxSizeError, type Graph } from './onnx/decode.ts';
export { readMetadata, type ModelEdge, type ModelSummary } from './onnx/metadata.ts';
