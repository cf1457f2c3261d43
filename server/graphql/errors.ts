import { GraphQLError } from 'graphql';
import { JournalUnavailable } from '#server/journal/journal.ts';

/** Why a request was not answered, for programs; the message is for people. */
export const ErrorCode = {
  badInput: 'BAD_INPUT',
  notFound: 'NOT_FOUND',
  unauthenticated: 'UNAUTHENTICATED',
  /** Part of the contract that this version does not answer. */
  notYet: 'NOT_YET',
  /** As many are at it as the server can serve. */
  tooMany: 'TOO_MANY',
  /** The disk refuses: nothing was kept; worth trying again later. */
  unavailable: 'UNAVAILABLE',
} as const;
export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode];

export function badInput(message: string): GraphQLError {
  return failure(message, ErrorCode.badInput);
}

export function notFound(message: string): GraphQLError {
  return failure(message, ErrorCode.notFound);
}

export function notYet(message: string): GraphQLError {
  return failure(message, ErrorCode.notYet);
}

export function tooMany(message: string): GraphQLError {
  return failure(message, ErrorCode.tooMany);
}

/** Waits for a write; a disk that refuses becomes an answer that says so. */
export async function written<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (!(error instanceof JournalUnavailable)) throw error;
    throw failure('Nothing was kept: the disk refuses to write. Try again.', ErrorCode.unavailable);
  }
}

function failure(message: string, code: ErrorCode): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}
