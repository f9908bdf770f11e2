/** Transform networks, the loss network and the perceptual loss. Import from here. */
export * from './parameters.ts';
export { gramMatrix } from './gram.ts';
export { johnson } from './johnson.ts';
export { lite } from './lite.ts';
export * from './lossNetwork.ts';
export * from './perceptualLoss.ts';
export { networkNamed, USUAL_NETWORK } from './networks.ts';
export { asBuiltNow, parametersIn, parameterSpecs, styleGraph } from './styleGraph.ts';
export { swift } from './swift.ts';
