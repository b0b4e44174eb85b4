import type { z } from "zod";
import type { Transaction } from "../core/database";
import { AppError } from "../core/errors";
import { appendEvents } from "./append-events";
import type { NewEvent, StoredEvent, StreamRef } from "./event";

/** Event types of one kind of stream, each with the schema of its payload; `.describe()` them for the docs. */
export type EventSchemas = Readonly<Record<string, z.ZodObject>>;

/** Any of the declared events that is about to be appended: the payload's type follows the event's. */
export type NewEventOf<Schemas extends EventSchemas> = {
  [Type in keyof Schemas & string]: NewEvent<Type, z.input<Schemas[Type]>>;
}[keyof Schemas & string];

/** Any of the declared events as stored: `switch (event.type)` narrows the payload. */
export type StoredEventOf<Schemas extends EventSchemas> = {
  [Type in keyof Schemas & string]: StoredEvent<Type, z.output<Schemas[Type]>>;
}[keyof Schemas & string];

/** What a domain says about its streams, once. */
export interface EventCatalogue<Schemas extends EventSchemas = EventSchemas> {
  /** The kind of thing that has such a stream, for example "run". */
  readonly kind: string;
  readonly schemas: Schemas;
  stream(thing: { id: string; namespaceId: string | null }): StreamRef;
  /** Appends to the thing's stream; see `appendEvents`. */
  append(
    tx: Transaction,
    thing: { id: string; namespaceId: string | null },
    ...events: readonly NewEventOf<Schemas>[]
  ): void;
  /** The stored event with its payload checked. Throws INTERNAL for a type or payload that was never declared. */
  parse(event: StoredEvent): StoredEventOf<Schemas>;
}

/** @example const runEvents = defineEvents("run", { RunStarted: z.object({ steps: z.int() }) }); */
export function defineEvents<Schemas extends EventSchemas>(
  kind: string,
  schemas: Schemas,
): EventCatalogue<Schemas> {
  const stream = (thing: { id: string; namespaceId: string | null }): StreamRef => ({
    id: streamId(kind, thing.id),
    kind,
    namespaceId: thing.namespaceId,
  });
  return {
    kind,
    schemas,
    stream,
    append: (tx, thing, ...events) => appendEvents(tx, stream(thing), events),
    parse(event) {
      const payload = schemas[event.type]?.safeParse(event.payload);
      if (payload?.success) return { ...event, payload: payload.data } as StoredEventOf<Schemas>;
      throw new AppError(
        "INTERNAL",
        `Event ${event.sequence} of ${event.streamId} is no ${kind} event "${event.type}" that this version knows.`,
        { cause: payload?.error },
      );
    },
  };
}

export const streamId = (kind: string, id: string): string => `${kind}:${id}`;
