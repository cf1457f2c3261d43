import type { Instant } from '#schema/ids.ts';
import type { Entry } from './entry.ts';
import type { AmiPacket } from './packets.ts';

/* Which queue entry an event is of, and what its headers say. */

/** An AgentComplete without its caller is of a talk that began this close to where it says. */
const SAME_TALK_MS = 5_000;

/** In the queue. */
export function isWaiting(entry: Entry): boolean {
  return entry.phase === 'waiting';
}

/** In the queue, or just out of it. */
export function isUnanswered(entry: Entry): boolean {
  return entry.phase !== 'talking';
}

/** It has the caller and the queue of the event. */
export function isThe(entry: Entry, packet: AmiPacket): boolean {
  return entry.contact === packet.get('Uniqueid') && entry.queue === packet.get('Queue');
}

/** The transfer event is of its caller; behind a Local channel only the Linkedid says so. */
export function isTransferee(entry: Entry, packet: AmiPacket): boolean {
  return (
    entry.contact === packet.get('TransfereeUniqueid') ||
    entry.contact === packet.get('TransfereeLinkedid')
  );
}

/**
 * The talk that an AgentComplete ends: by its caller, or, where it comes without any channel, by
 * queue and interface. An agent can have two (a REFER behind Local/n frees it at once and reports
 * the old talk later): then the one that began when this one did.
 */
export function talkingEntry(
  among: readonly Entry[],
  packet: AmiPacket,
  answeredAt: Instant,
): Entry | undefined {
  const contact = callerOf(packet);
  const isCertain = packet.get('Uniqueid') !== '';
  const iface = packet.get('Interface');
  const distance = (entry: Entry): number => Math.abs(entry.answeredAt! - answeredAt);
  // How long the caller had waited tells the talk again, also where packets come late or all at once.
  const waitMs = numeric(packet.get('HoldTime')) * 1000;
  const mayBe = (entry: Entry): boolean =>
    entry.interface === iface &&
    (contact === '' ||
      distance(entry) <= SAME_TALK_MS ||
      entry.answeredAt! - entry.joinedAt === waitMs);
  return among
    .filter(
      (entry) =>
        entry.phase === 'talking' &&
        entry.queue === packet.get('Queue') &&
        (entry.contact === contact || (!isCertain && mayBe(entry))),
    )
    .sort(
      (a, b) =>
        Number(b.contact === contact) - Number(a.contact === contact) ||
        Number(b.interface === iface) - Number(a.interface === iface) ||
        distance(a) - distance(b),
    )[0];
}

/** The caller's Uniqueid; in an AgentComplete without it, the agent's channel may still say whose call it was. */
export function callerOf(packet: AmiPacket): string {
  return packet.get('Uniqueid') || packet.get('DestLinkedid');
}

/** `MemberName` in events; a member without a name is called by its interface. */
export function agentOf(packet: AmiPacket): string {
  return (packet.get('MemberName') || packet.get('Interface') || 'unknown').slice(0, 200);
}

/** A caller's number; null where the caller hides it or there is none. */
export function numberOf(callerId: string): string | null {
  return /\d/.test(callerId) ? callerId : null;
}

/** The number of a header; 0 where it is none. */
export function numeric(value: string): number {
  const number = Number(value);
  return value !== '' && Number.isFinite(number) ? number : 0;
}
