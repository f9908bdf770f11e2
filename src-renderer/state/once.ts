/** Does what is asked of a thing unless that is under way: pressed twice, the second would find nothing to do. */
export function onceEach(): (id: string, work: () => Promise<void>) => Promise<void> {
  const underWay = new Set<string>();
  return async (id, work) => {
    if (underWay.has(id)) return;
    underWay.add(id);
    await work().finally(() => underWay.delete(id));
  };
}
