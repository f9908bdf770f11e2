/** A request or a frame that is refused, with the contract's code for it. */
import type { ErrorCode } from '../studio/contract.ts';

/** An error that reaches the page as it is: a code to branch on, and a sentence for the person. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
