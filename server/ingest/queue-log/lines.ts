/** One line of queue_log: `epoch|callid|queue|agent|EVENT|data…`. */
export interface QueueLogLine {
  /** Milliseconds; whole seconds, as the log has them (newer formats with a fraction are cut). */
  readonly at: number;
  readonly contact: string;
  readonly queue: string;
  readonly agent: string;
  readonly event: string;
  readonly data: readonly string[];
}

export type ParsedLine =
  | { readonly ok: true; readonly line: QueueLogLine }
  | { readonly ok: false; readonly reason: string };

/** Events that mean something here; the rest of Asterisk's list is known, and nothing follows from it. */
const KNOWN: ReadonlySet<string> = new Set(
  (
    'ABANDON ADDMEMBER AGENTDUMP AGENTLOGIN AGENTCALLBACKLOGIN AGENTLOGOFF AGENTCALLBACKLOGOFF ' +
    'ATTENDEDTRANSFER BLINDTRANSFER TRANSFER COMPLETEAGENT COMPLETECALLER CONFIGRELOAD CONNECT ' +
    'DID ENTERQUEUE EXITEMPTY EXITFULL EXITWITHKEY EXITWITHTIMEOUT FULL JOINEMPTY PAUSE PAUSEALL ' +
    'PAUSEREASON PENALTY QUEUESTART QUEUESTOP REMOVEMEMBER RINGCANCELED RINGINUSE RINGNOANSWER ' +
    'SYSCOMPAT UNPAUSE UNPAUSEALL WITHDRAW INFO'
  ).split(' '),
);

/**
 * Reads one line. A pipe in a member's name is not escaped by Asterisk, so the event is looked for
 * among the known words; an event nobody knows (a dialplan's own QueueLog()) is read where it should be.
 */
export function parseLine(text: string): ParsedLine {
  const fields = text.split('|');
  if (fields.length < 5)
    return { ok: false, reason: `5 fields or more are expected, but got ${fields.length}` };
  const seconds = Number(fields[0]);
  if (!/^\d{1,12}(\.\d+)?$/.test(fields[0]!) || seconds <= 0)
    return { ok: false, reason: 'field 1: seconds since 1970 are expected' };
  let place = 4;
  if (!KNOWN.has(fields[4]!)) {
    const found = fields.findIndex((field, index) => index > 4 && KNOWN.has(field));
    if (found > 0) place = found;
  }
  return {
    ok: true,
    line: {
      at: Math.floor(seconds) * 1000,
      contact: fields[1]!,
      queue: fields[2]!,
      agent: fields.slice(3, place).join('|'),
      event: fields[place]!,
      data: fields.slice(place + 1),
    },
  };
}
