/** The contract's requests about the library. */
import type { Handlers } from '../dispatch.ts';
import type { libraryRequests } from '../contract.ts';
import type { Library } from './library.ts';

/** Answers every request of the topic. */
export function libraryHandlers(library: Library): Pick<Handlers, keyof typeof libraryRequests> {
  return {
    'styles.list': () => ({ styles: [...library.styles], problems: [...library.problems] }),
    'library.abilities': () => library.abilities,
    'library.rename': async ({ styleId, title }) => {
      await library.rename(styleId, title);
      return null;
    },
    'library.favourite': async ({ styleId, favourite }) => {
      await library.favour(styleId, favourite);
      return null;
    },
    'library.order': async ({ styleIds }) => {
      await library.order(styleIds);
      return null;
    },
    'library.trash': ({ styleId }) => library.trash(styleId),
    'library.restore': async ({ trashId }) => ({ styleId: await library.restore(trashId) }),
    'library.trashed': () => library.trashed(),
    'library.emptyTrash': () => library.emptyTrash(),
    'library.export': async ({ styleId }) => {
      const file = await library.saveAs(styleId);
      if (file === undefined) {
        // A browser shows no words of ours where a download fails.
        await library.checkGiven(styleId);
        return { how: 'download', url: `/styles/${styleId}.onnx` };
      }
      return file === null ? { how: 'cancelled' } : { how: 'saved', file };
    },
    'library.showInFolder': async ({ styleId }) => {
      await library.showInFolder(styleId);
      return null;
    },
    'library.startDrag': async ({ styleId }) => {
      await library.startDrag(styleId);
      return null;
    },
    'library.importBegin': ({ importId, ...files }) => {
      library.beginImport(importId, files);
      return null;
    },
    'library.importChunk': ({ importId, offset, bytes }) => ({
      received: library.importChunk(importId, offset, bytes),
    }),
    'library.importFinish': async ({ importId }) => {
      const { styleId, title } = await library.finishImport(importId);
      return { styleId, title };
    },
    'library.importCancel': ({ importId }) => {
      library.cancelImport(importId);
      return null;
    },
  };
}
