/**
 * What a model holds that ONNX Runtime expands before it runs: functions, which are written out at each call, so that
 * a small file could become an endless network, and graphs and weights within nodes.
 */
import { checkData, functionsOf, MAX_NODES, OnnxError, type ModelProto } from '../graph/index.ts';

type Graph = ModelProto['graph'];
type Node = Graph['node'][number];
type Attribute = Node['attribute'][number];
type Sparse = NonNullable<Attribute['sparseTensor']>;

/** What is exported module by module calls as deep as its modules lie in each other. */
const MAX_CALLS = 64;

/** An operator's name among those that a model may bring along. */
const nameOf = (domain: string | undefined, name: string | undefined, overload: string | undefined): string =>
  JSON.stringify([domain === 'ai.onnx' ? '' : (domain ?? ''), name ?? '', overload ?? '']);

/** How many nodes it is, written out, and how deep its calls go. */
interface Extent {
  readonly nodes: number;
  readonly calls: number;
}

/**
 * All nodes of a model, in its functions and in graphs within nodes, too, that are no calls of its functions.
 * @throws {OnnxError} when its functions call each other without end or make it too large, or weights lie in other files.
 */
export function ownNodes(model: ModelProto): Node[] {
  const bodies = new Map<string, Node[]>();
  for (const { domain, name, overload, node, attributeProto } of functionsOf(model)) {
    const body = nodesIn(node);
    for (const attribute of attributeProto) lookInto(attribute, body);
    bodies.set(nameOf(domain, name, overload), body);
  }
  const main: Node[] = [];
  lookThrough(model.graph, main);

  const known = new Map<string, Extent>();
  const extentOf = (body: readonly Node[], depth: number): Extent => {
    if (depth > MAX_CALLS) throw tooDeep();
    let [nodes, calls] = [0, 0];
    for (const { domain, opType, overload } of body) {
      const name = nameOf(domain, opType, overload);
      const called = bodies.get(name);
      const extent = called && (known.get(name) ?? extentOf(called, depth + 1));
      if (extent) known.set(name, extent);
      // A call is work, too, though there be nothing in it.
      nodes += 1 + (extent?.nodes ?? 0);
      calls = Math.max(calls, (extent?.calls ?? -1) + 1);
      if (calls > MAX_CALLS) throw tooDeep();
      if (nodes > MAX_NODES) {
        throw new OnnxError(
          `it has more than ${MAX_NODES} nodes, with its functions written out at every call`,
        );
      }
    }
    return { nodes, calls };
  };
  for (const body of [main, ...bodies.values()]) extentOf(body, 0);
  return [main, ...bodies.values()]
    .flat()
    .filter(({ domain, opType, overload }) => !bodies.has(nameOf(domain, opType, overload)));
}

function tooDeep(): OnnxError {
  return new OnnxError(
    'its functions call themselves, or each other too deeply: export it again without functions',
  );
}

function nodesIn(nodes: readonly Node[], found: Node[] = []): Node[] {
  for (const node of nodes) {
    found.push(node);
    for (const attribute of node.attribute) lookInto(attribute, found);
  }
  return found;
}

function lookThrough(graph: Graph, found: Node[]): void {
  graph.initializer.forEach(checkData);
  graph.sparseInitializer?.forEach(checkSparse);
  nodesIn(graph.node, found);
}

function lookInto(attribute: Attribute, found: Node[]): void {
  const { t, tensors = [], sparseTensor, sparseTensors = [], g, graphs = [] } = attribute;
  if (t) checkData(t);
  tensors.forEach(checkData);
  if (sparseTensor) checkSparse(sparseTensor);
  sparseTensors.forEach(checkSparse);
  if (g) lookThrough(g, found);
  for (const graph of graphs) lookThrough(graph, found);
}

function checkSparse({ values, indices }: Sparse): void {
  if (values) checkData(values);
  if (indices) checkData(indices);
}
