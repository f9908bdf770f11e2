/** Writing a file so that after a crash it is either as before or as wanted, never half. */
export { writeAtomically } from '../train/atomicWrite.ts';
