/** Which numbered sequence an event belongs to. Made by a catalogue: `runEvents.stream(run)`. */
export interface StreamRef {
  /** "<kind>:<id of the thing>", for example "run:0190…". */
  readonly id: string;
  readonly kind: string;
  /** Whose members may read the stream; null for what belongs to the whole instance. */
  readonly namespaceId: string | null;
}

export type EventPayload = Readonly<Record<string, unknown>>;

/** An event that is about to be written; the database gives it its number. */
export interface NewEvent<Type extends string = string, Payload = EventPayload> {
  readonly type: Type;
  /** A JSON object. Read when the event is appended: later changes to it do not reach the log. */
  readonly payload: Payload;
  /** From `actorName`, for example "user:0190…" or "system:worker". */
  readonly actor: string;
  readonly at: Date;
}

/** An event as the log holds it. */
export interface StoredEvent<Type extends string = string, Payload = EventPayload> {
  readonly streamId: string;
  /** 1, 2, 3 … within the stream, without a gap. */
  readonly sequence: number;
  readonly type: Type;
  readonly payload: Payload;
  readonly actor: string;
  readonly at: Date;
}

/** The row of a stored event: the payload still as JSON text. */
export interface EventRow extends Omit<StoredEvent, "payload"> {
  readonly payload: string;
}

export const storedEvent = (row: EventRow): StoredEvent => ({
  streamId: row.streamId,
  sequence: row.sequence,
  type: row.type,
  payload: JSON.parse(row.payload),
  actor: row.actor,
  at: row.at,
});
