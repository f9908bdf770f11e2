/** The CUDA runtime: an optional download where there is an NVIDIA driver. */
import { z } from 'zod';
import { nothing } from './nothing.ts';

/** Whether it is there, and how far it is on its way. */
export const CudaRuntimeState = z.object({
  /** `none`: nothing to offer on this machine. */
  status: z.enum(['none', 'absent', 'fetching', 'checking', 'ready', 'failed']),
  received: z.number().int().min(0),
  /** Its size; 0 until it is known. */
  bytes: z.number().int().min(0),
  /** Where it is fetched from. */
  host: z.string(),
  message: z.string().optional(),
});
export type CudaRuntimeState = z.infer<typeof CudaRuntimeState>;

export const cudaRequests = {
  'cudaRuntime.state': { args: nothing, result: CudaRuntimeState },
  /** Fetches it; its progress comes as events. */
  'cudaRuntime.fetch': { args: nothing, result: CudaRuntimeState },
  /** Stops fetching; what has arrived is gone on from the next time. */
  'cudaRuntime.cancel': { args: nothing, result: CudaRuntimeState },
} as const;

export const cudaEvents = { 'cudaRuntime.changed': CudaRuntimeState } as const;
